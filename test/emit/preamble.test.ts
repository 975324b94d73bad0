import { expect, test } from "vitest";
import { usedPreamble } from "../../src/emit/preamble.ts";

const preamble = `# What this file is about.

# Two of a kind.
declare -g first='' second='a b' third=''
# A list.
readonly list=(
  one
  two
)
# A program, and the command that reads it.
declare -g program=''
read -r -d '' program <<'END' || true
  first
END
readonly program
# ---- on the host ----`;

function kept(...names: string[]): string {
  return usedPreamble(preamble, (name) => names.includes(name));
}

test("what is all used stays byte for byte", () => {
  expect(kept("first", "second", "third", "list", "program")).toBe(preamble);
});

test("a variable that nothing uses goes, and a declaration of none goes with its comment", () => {
  const rest =
    "# What this file is about.\n\n# Two of a kind.\ndeclare -g first='' third=''\n# ---- on the host ----";
  expect(kept("first", "third").replaceAll(/\n+/g, "\n")).toBe(rest.replaceAll(/\n+/g, "\n"));
});

test("a list stays whole, and its name decides", () => {
  expect(kept("list")).toContain("readonly list=(\n  one\n  two\n)");
  expect(kept("two")).not.toContain("two");
});

test("a command that fills a variable goes with it", () => {
  expect(kept("program")).toContain("read -r -d '' program <<'END' || true\n  first\nEND");
  expect(kept("first")).not.toContain("END");
});
