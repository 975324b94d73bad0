import { expect, test } from "vitest";
import { endOf, readTap } from "../../src/cli/tap.ts";

test("passed and failed tests are counted, and a failure keeps its comments", () => {
  const output = "1..2\nok 1 it holds\nnot ok 2 it does not\n# (in test file x)\n#   `false' failed\n";
  expect(readTap(output)).toEqual({
    passed: 1,
    failed: 1,
    failures: ["not ok 2 it does not\n# (in test file x)\n#   `false' failed"],
  });
});

test.each([
  ["a skipped test", "1..2\nok 1 it holds\nok 2 it might # skip no root\n", 1, 1],
  ["a test that never reported", "1..3\nok 1 it holds\n", 1, 2],
  ["a file without tests", "1..0\n", 0, 1],
  ["no output at all", "", 0, 1],
])("%s has failed", (_, output, passed, failed) => {
  expect(readTap(output)).toMatchObject({ passed, failed });
});

test("a run ends with what failed, once more, and the count", () => {
  const failures = ["bats/a.bats: not ok 2 it holds\n#   `false' failed"];
  expect(endOf({ passed: 3, failed: 1, failures })).toBe(
    "\nWhat failed:\n\nbats/a.bats: not ok 2 it holds\n#   `false' failed\n\n3 passed, 1 failed",
  );
  expect(endOf({ passed: 3, failed: 0, failures: [] })).toBe("3 passed, 0 failed");
});
