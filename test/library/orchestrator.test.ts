import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

/** Of several exit codes the one of the whole. */
function worst(...codes: number[]): string {
  const { stdout } = withLibrary(
    'whole=0; for code in "$@"; do worse_of whole "$whole" "$code"; done; printf "%s" "$whole"',
    ...codes.map(String),
  );
  return stdout;
}

test.each([
  [[0, 0], "0"],
  [[0, 3], "3"],
  [[3, 10], "10"],
  [[10, 6], "6"],
  [[6, 4], "4"],
  [[4, 5], "5"],
  [[5, 1, 0], "1"],
  [[143, 0], "143"],
  [[143, 1], "1"],
])("of %j the operator must know %s first", (codes, whole) => {
  expect(worst(...codes)).toBe(whole);
});
