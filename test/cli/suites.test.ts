import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runScenarios, unitTally } from "../../src/cli/suites.ts";

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
  expect(tally.failures.join()).toContain("bats/one.bats: it was ended: it has run for more than 2 s");
});

test("a failure names its line of the test where the functions of the world are not traced", async () => {
  const lines = [
    `load ${resolve("bats/world")}`,
    "setup() { trace_the_test_alone; }",
    "@test words {",
    "  true",
    "  exits 3",
    "}",
    "@test condition {",
    "  [[ a == b ]]",
    "}",
  ];
  writeFileSync(join(root, "bats/lines.bats"), lines.join("\n"));
  const places = { trees: new Map(), shown: join(root, "shown") };
  const { failures } = await runScenarios(root, [{ file: "bats/lines.bats" }], places);
  expect(failures.join("\n")).toMatch(/lines\.bats, line 5\).*`exits 3' failed.*lines\.bats, line 8\)/s);
});

test("a unit test that fails is named with its file and its words, and so is a file that cannot run", () => {
  const one = { status: "failed", fullName: "one", failureMessages: ["expected 1 to be 2"] };
  const two = { status: "skipped", fullName: "two" };
  const three = { status: "passed", fullName: "three", failureMessages: [] };
  const testResults = [
    { name: "/root/test/a.test.ts", message: "", assertionResults: [one, two, three] },
    { name: "/root/test/b.test.ts", message: "broken", assertionResults: [] },
  ];
  expect(unitTally("/root", { numPassedTests: 1, numTotalTests: 3, testResults }, 1)).toEqual({
    passed: 1,
    failed: 2,
    failures: [
      "test/a.test.ts: one: failed\nexpected 1 to be 2",
      "test/a.test.ts: two: skipped",
      "test/b.test.ts: broken",
    ],
  });
});
