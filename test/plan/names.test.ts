import { expect, test } from "vitest";
import type { Step } from "../../src/model/pipeline.ts";
import { aPlan, aStep, codes, issuesIn, testFaults } from "./sample.ts";

const onContainer = (ctid: string): Partial<Step> => ({ target: { type: "container", ctid } });

testFaults([
  ["a faultless pipeline", [], [aStep("one1"), aStep("two2")]],
  ["two steps with one id", ["ASH101"], [aStep("same"), aStep("same")]],
  ["an id with a dash", ["ASH106"], [aStep("no-dash")]],
  ["an id with an accent", ["ASH106"], [aStep("schrägstrich")]],
  ["a CTID with letters", ["ASH108", "ASH203", "ASH406"], [aStep("one1", {}, onContainer("12x"))]],
  ["a CTID below 100", ["ASH108", "ASH203", "ASH406"], [aStep("one1", {}, onContainer("99"))]],
]);

test.each([
  ["path", "a variable of bash"],
  ["fields", "a variable of the frame"],
  ["a-b", "no variable at all"],
])("a configuration field %s would be %s", (name) => {
  const field = { path: [name], type: "string", expected: "", required: true, description: "" } as const;
  const config = { name: "site", file: "/etc/site.json", fields: [field] };
  expect(codes(issuesIn([aPlan([], { config })]))).toEqual(["ASH106"]);
});

test("two configuration fields would be one variable", () => {
  const field = { type: "string", expected: "", required: true, description: "" } as const;
  const fields = [
    { ...field, path: ["a", "b_c"] },
    { ...field, path: ["a_b", "c"] },
  ];
  expect(codes(issuesIn([aPlan([], { config: { name: "site", file: "/etc/x", fields } })]))).toEqual([
    "ASH106",
  ]);
});
