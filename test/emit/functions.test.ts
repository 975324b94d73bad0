import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readFunctionFiles } from "../../src/emit/functions.ts";

const root = mkdtempSync(join(tmpdir(), "ashlar-functions-"));
mkdirSync(join(root, "templates/library"), { recursive: true });
mkdirSync(join(root, "src/resources"), { recursive: true });
afterAll(() => rmSync(root, { recursive: true }));

const read = (text: string) => {
  writeFileSync(join(root, "templates/library/a.sh"), text);
  return readFunctionFiles(root);
};

test("what stands above the first function is kept with the file", () => {
  const [file] = read(
    "# Why.\ndeclare -g one=1\n\n# First.\nfirst() { echo 1; }\n\n# ---- more ----\n\nsecond() { echo 2; }\n",
  );
  expect(file?.preamble).toBe("# Why.\ndeclare -g one=1");
  expect(file?.functions.map(({ name }) => name)).toEqual(["first", "second"]);
});

test("a statement between functions is refused: it would be lost", () => {
  const text = "first() { echo 1; }\n\ndeclare -ga lost=()\n\nsecond() { echo 2; }\n";
  expect(() => read(text)).toThrow("templates/library/a.sh: this stands below a function and would be lost");
});
