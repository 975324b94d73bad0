import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runScenarios } from "../../src/cli/suites.ts";

// A failure that is wanted is not to stand among the others.
vi.mock("../../src/cli/report.ts", async (original) => ({
  ...(await original<typeof import("../../src/cli/report.ts")>()),
  print: () => {},
}));

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ashlar-suites-"));
  mkdirSync(join(root, "bats"));
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
});

afterAll(() => rmSync(root, { recursive: true }));

test("a file that hangs is ended with all it has started, and told", async () => {
  writeFileSync(join(root, "bats/one.bats"), "@test passes { true; }\n@test hangs { sleep 60; }\n");
  const places = { trees: new Map(), shown: join(root, "shown") };
  const tally = await runScenarios(root, [{ file: "bats/one.bats" }], places, 2);
  expect(tally).toMatchObject({ passed: 1, failed: 1 });
  expect(tally.failures.join()).toContain("it has run for more than 2 s");
});
