import { expect, test } from "vitest";
import { typeIssues } from "../../src/cli/typecheck.ts";

test("an error of the type checker is an issue with its place and all of its lines", () => {
  const output = [
    "dsl/host/x.ts(31,5): error TS2322: Type 'string' is not assignable to type 'number'.",
    "  The reason stands",
    "    on further lines.",
    "dsl/host/x.ts(40,1): error TS1005: ';' expected.",
    "",
  ].join("\n");
  const [first, second] = typeIssues(output);
  expect(first).toMatchObject({
    code: "ASH702",
    at: { file: "dsl/host/x.ts", line: 31, column: 5 },
    found: "The reason stands on further lines.",
  });
  expect(second).toMatchObject({ at: { line: 40, column: 1 }, found: "';' expected." });
});
