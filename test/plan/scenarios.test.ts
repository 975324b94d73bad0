import { expect, test } from "vitest";
import { checkContext } from "../../src/emit/check-context.ts";
import type { Step } from "../../src/model/pipeline.ts";
import { checkPipelines } from "../../src/plan/check.ts";
import { aPlan, aStep, codes, functionFiles, issuesIn, wait } from "./sample.ts";

test("a pipeline without a spec", () => {
  const plan = aPlan([aStep("a1")]);
  const issues = checkPipelines([plan], checkContext([plan], functionFiles, []));
  expect(codes(issues)).toEqual(["ASH601"]);
  expect(issues[0]?.expected).toContain("dsl/host/sample.spec.ts");
});

test.each<[Step["mode"], string[], string[]]>([
  ["ensure", [], ["ASH602", "ASH602", "ASH603"]],
  ["ensure", ["ok"], ["ASH602", "ASH603"]],
  ["ensure", ["ok", "would"], ["ASH603"]],
  ["verify", ["ok", "changed"], ["ASH602", "ASH603"]],
  ["require", ["ok"], ["ASH602", "ASH603"]],
  ["require", ["failed"], ["ASH603"]],
  ["wait", ["ok"], ["ASH603"]],
])("a step with %s that scenarios show as %j", (mode, words, expected) => {
  const plan = aPlan([aStep("a1", { waits: [wait] }, { mode })]);
  const shown = () => ({ steps: new Map([["a1", new Set(words)]]), waits: new Set<string>() });
  expect(codes(issuesIn([plan], shown))).toEqual(expected);
});

test("a wait that a scenario shows timing out", () => {
  const plan = aPlan([aStep("a1", { waits: [wait] }, { mode: "wait" })]);
  const shown = { steps: new Map([["a1", new Set(["ok"])]]), waits: new Set(["a1/late"]) };
  expect(issuesIn([plan], () => shown)).toEqual([]);
});

test("a pipeline and a step without a comment", () => {
  expect(codes(issuesIn([aPlan([aStep("a2")], {}, "")]))).toEqual(["ASH502", "ASH502"]);
});
