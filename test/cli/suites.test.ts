import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { print } from "../../src/cli/report.ts";
import { runScenarios } from "../../src/cli/suites.ts";

// Failures that are wanted are not to stand among the others.
vi.mock("../../src/cli/report.ts", { spy: true });
vi.mocked(print).mockReturnValue();

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ashlar-suites-"));
  mkdirSync(join(root, "bats"));
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
});

afterAll(() => rmSync(root, { recursive: true }));

async function tallyOf(...lines: string[]) {
  writeFileSync(join(root, "bats/one.bats"), `${lines.join("\n")}\n`);
  const places = { trees: new Map(), shown: join(root, "shown") };
  return runScenarios(root, [{ file: "bats/one.bats" }], places, 2);
}

test("a file that hangs is ended with all it has started, and told", async () => {
  const tally = await tallyOf("@test passes { true; }", "@test hangs { sleep 60; }");
  expect(tally).toMatchObject({ passed: 1, failed: 1 });
  expect(tally.failures.join()).toContain("it has run for more than 2 s");
});
