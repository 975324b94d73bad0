import { expect, test } from "vitest";
import { provides, uses, writes } from "../../src/model/effect.ts";
import { aStep, issuesOf, siteText, testFaults, touching } from "./sample.ts";

const needing = (id: string, step: string) => aStep(id, { needs: [{ claim: "x", step }] });
const optional = aStep("a1", {}, { when: { field: siteText.expression, otherwise: "off" } });

testFaults([
  [
    "used before it is brought",
    ["ASH103"],
    [touching("a1", uses("package", "gnupg")), touching("b2", writes("package", "gnupg"))],
  ],
  [
    "used after it was brought",
    [],
    [touching("a1", writes("package", "gnupg")), touching("b2", uses("package", "gnupg"))],
  ],
  [
    "only verified before it is used",
    ["ASH103"],
    [
      { ...touching("a1", provides("package", "x")), mode: "verify" },
      touching("b2", uses("package", "x")),
      touching("c3", provides("package", "x")),
    ],
  ],
  ["used, and brought by nobody here: the target's own", [], [touching("a1", uses("command", "stat"))]],
  ["a proof from another pipeline", ["ASH103"], [needing("a1", "elsewhere")]],
  ["a proof of a step that may be skipped", ["ASH103"], [optional, needing("b2", "a1")]],
  [
    "a proof under the same condition",
    [],
    [optional, { ...needing("b2", "a1"), ...(optional.when === undefined ? {} : { when: optional.when }) }],
  ],
  ["a cycle of proofs in the data", ["ASH104"], [needing("a1", "b2"), needing("b2", "a1")]],
  [
    "two that use what the other brings",
    ["ASH104"],
    [
      touching("a1", uses("unit", "b"), provides("unit", "a")),
      touching("b2", uses("unit", "a"), provides("unit", "b")),
    ],
  ],
]);

test("a cycle names its steps in order", () => {
  const [issue] = issuesOf(needing("a1", "c3"), needing("b2", "a1"), needing("c3", "b2"));
  expect(issue?.found).toContain("a1 → c3 → b2 → a1");
});
