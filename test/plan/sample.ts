import { expect, test } from "vitest";
import { checkContext } from "../../src/emit/check-context.ts";
import { type FunctionFile, readFunctionFiles } from "../../src/emit/functions.ts";
import { bash, type Script } from "../../src/model/call.ts";
import type { ConfigField } from "../../src/model/config.ts";
import { type Effect, reads } from "../../src/model/effect.ts";
import type { Issue } from "../../src/model/issue.ts";
import type { Pipeline, Step } from "../../src/model/pipeline.ts";
import { type ResourceProps, resource } from "../../src/model/resource.ts";
import type { Expression, Value } from "../../src/model/value.ts";
import { checkPipelines } from "../../src/plan/check.ts";
import type { Shown } from "../../src/plan/context.ts";
import { type PipelinePlan, planPipeline } from "../../src/plan/plan.ts";

export const functionFiles: readonly FunctionFile[] = readFunctionFiles(process.cwd());

/** A configuration with one deadline and one text. */
export const deadline: Expression = { type: "config", path: ["site", "deadline"] };
export const siteText: Value<string> = { expression: { type: "config", path: ["site", "text"] } };
/** A wait as it should be. */
export const wait = { name: "late", deadline, polls: "something" };
const fields: ConfigField[] = [
  { ...field("deadline"), type: "integer", minimum: 1, maximum: 86400, default: 30 },
  { ...field("text"), type: "string", pattern: "^.*$" },
];

function field(name: string): Omit<ConfigField, "type"> {
  return { path: ["site", name], expected: "something", required: false, description: "" };
}

/** A faultless step, changed where a test wants it. */
export function aStep(
  id: string,
  props: Partial<ResourceProps<string>> = {},
  step: Partial<Step> = {},
): Step {
  const faultless: ResourceProps<string> = {
    kind: "sample",
    claim: "sample",
    summary: { type: "literal", text: "a sample" },
    guard: bash`[[ $(</etc/hostname) == sample ]]`,
    apply: bash`run true`,
    effects: [{ access: "reads", subject: "file", name: { type: "literal", text: "/etc/hostname" } }],
  };
  const line = Number(/\d+$/.exec(id)?.[0] ?? 1);
  const at = { file: "dsl/host/sample.ts", line, column: 3 };
  return {
    id,
    mode: "ensure",
    target: { type: "host" },
    at,
    resource: resource({ ...faultless, ...props }),
    ...step,
  };
}

/** A pipeline of these steps, with a comment everywhere. */
export function aPlan(
  steps: readonly Step[],
  changes: Partial<Pipeline> = {},
  comment = "Because.",
): PipelinePlan {
  const pipeline: Pipeline = {
    name: "sample",
    target: "host",
    script: "hypervisor_setup/sample.sh",
    config: { name: "site", file: "/etc/site.json", fields },
    steps,
    at: { file: "dsl/host/sample.ts", line: 1, column: 16 },
    ...changes,
  };
  return planPipeline(pipeline, { commentAt: () => comment });
}

/** Scenarios that show every state of every step. */
export function allShown({ pipeline }: PipelinePlan): Shown {
  const words = new Set(["ok", "changed", "failed"]);
  const waits = pipeline.steps.flatMap(({ id, resource: { waits } }) =>
    waits.map(({ name }) => `${id}/${name}`),
  );
  return { steps: new Map(pipeline.steps.map(({ id }) => [id, words])), waits: new Set(waits) };
}

/** What the passes find in these pipelines. */
export function issuesIn(plans: readonly PipelinePlan[], shown = allShown, files = functionFiles): Issue[] {
  const context = checkContext(plans, files, []);
  return checkPipelines(plans, {
    ...context,
    shown: new Map(plans.map((plan) => [plan.pipeline.name, shown(plan)])),
  });
}

/** The same for one pipeline of these steps. */
export function issuesOf(...steps: readonly Step[]): Issue[] {
  return issuesIn([aPlan(steps)]);
}

/** Their codes, each as often as it was found. */
export function codes(issues: readonly Issue[]): string[] {
  return issues.map(({ code }) => code);
}

/** A faultless step with these effects too. */
export function touching(id: string, ...effects: Effect[][]): Step {
  return aStep(id, { effects: [...reads("file", "/etc/hostname"), ...effects.flat()] });
}

/** A faultless step that applies this, with these effects too. */
export function applying(id: string, apply: Script, ...effects: Effect[][]): Step {
  return aStep(id, { apply, effects: [...reads("file", "/etc/hostname"), ...effects.flat()] });
}

/** A sentence, the codes that must be found (exactly these), and the steps to find them in. */
export type Fault = readonly [sentence: string, expected: readonly string[], steps: readonly Step[]];

/** One test a fault. */
export function testFaults(faults: readonly Fault[]): void {
  test.each(faults)("%s", (_, expected, steps) => {
    const issues = issuesOf(...steps);
    expect([...new Set(codes(issues))].sort(), JSON.stringify(issues, null, 1)).toEqual(expected);
  });
}
