import type { Issue } from "../model/issue.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import type { Wait } from "../model/resource.ts";
import type { StepBash } from "../model/step-bash.ts";
import { type Expression, render } from "../model/value.ts";
import { issueAt, type Pass, withBash } from "./context.ts";
import { touchesSame } from "./effect-index.ts";

/**
 * Every wait has a deadline that the site can set, and where something comes later than the command that asked for it
 * there is a wait: bash that sleeps in a loop declares one, and a device is not used before somebody waited for it.
 */
export const checkWaits: Pass = (plan, context) => {
  const { pipeline } = plan;
  return [
    ...pipeline.steps.flatMap((step) => deadlines(step, pipeline)),
    ...withBash(plan, context).flatMap(([step, bash]) => undeclaredPolls(step, bash)),
    ...pipeline.steps.flatMap((step, index) => hastyDeviceUse(step, pipeline.steps.slice(0, index))),
  ];
};

function deadlines(step: Step, pipeline: Pipeline): Issue[] {
  const { waits } = step.resource;
  if (step.mode === "wait" && waits.length === 0) return [noDeadline(step, "the step itself", "none")];
  return waits.flatMap((wait) =>
    isBounded(wait, pipeline) ? [] : [noDeadline(step, wait.name, foundIn(wait))],
  );
}

function isBounded({ deadline }: Wait, pipeline: Pipeline): boolean {
  const value = plain(deadline);
  // What is made of bounded values has a bound.
  const parts = value?.type === "computed" ? value.args.map(plain) : [value];
  return (
    parts.length > 0 && parts.every((part) => part?.type === "config" && isBoundedField(part.path, pipeline))
  );
}

function isBoundedField(path: readonly string[], { config, containers }: Pipeline): boolean {
  const fields = [...config.fields, ...(containers?.fields ?? [])];
  const field = fields.find((candidate) => candidate.path.join(".") === path.join("."));
  return field?.type === "integer" && field.maximum !== undefined;
}

function plain(expression: Expression | undefined): Expression | undefined {
  return expression?.type === "named" ? plain(expression.value) : expression;
}

function foundIn({ deadline }: Wait): string {
  return deadline === undefined ? "none" : render(deadline);
}

function noDeadline({ id, at }: Step, wait: string, found: string): Issue {
  return issueAt(at, "ASH201", `${id} may wait for ever, or for a time that no site can change`, {
    found: `deadline of ${wait}: ${found}`,
    expected: "a field of the configuration made with field.seconds",
    hint: "every wait ends: with what it waited for, or with exit code 5",
  });
}

function undeclaredPolls({ id, at, resource }: Step, { polls }: StepBash): Issue[] {
  if (polls.length === 0 || resource.waits.length > 0) return [];
  return [
    issueAt(at, "ASH202", `${id} sleeps in a loop and says nothing of a wait`, {
      found: `sleep in ${polls.join(", ")}`,
      expected: "an entry in waits, with its deadline",
      hint: "what polls declares it, so that --list shows the deadline and a scenario lets it time out",
    }),
  ];
}

/** Nodes below /dev appear some time after what makes them. */
function hastyDeviceUse(step: Step, earlier: readonly Step[]): Issue[] {
  const used = step.resource.effects.filter(
    ({ access, subject }) => access === "uses" && subject === "device",
  );
  return used.flatMap((effect) => {
    const maker = earlier.findLastIndex(
      ({ mode, resource }) =>
        mode === "ensure" &&
        resource.effects.some(
          (other) => /^(writes|provides)$/.test(other.access) && touchesSame(other, effect),
        ),
    );
    const isAwaited = earlier
      .slice(Math.max(maker, 0))
      .some(
        ({ resource }) =>
          resource.waits.length > 0 && resource.effects.some((other) => touchesSame(other, effect)),
      );
    return maker < 0 || isAwaited ? [] : [missingWait(step, render(effect.name), earlier[maker] as Step)];
  });
}

function missingWait({ id, at }: Step, device: string, maker: Step): Issue {
  return issueAt(at, "ASH202", `${id} uses a device that may not be there yet`, {
    found: `${device}, made by ${maker.id}, and no wait for it in between`,
    expected: `a wait that reads device ${device}, in ${maker.id} or after it`,
    hint: "a device node appears some time after the command that makes it has returned",
  });
}
