import type { Effect } from "../model/effect.ts";
import { type Issue, placeOf } from "../model/issue.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import type { Resource } from "../model/resource.ts";
import { render } from "../model/value.ts";
import { issueAt } from "./context.ts";
import { indexEffects, type OwnedEffect } from "./effect-index.ts";
import type { PipelinePlan } from "./plan.ts";

const owned = new Set(["file", "package", "unit", "config-line"]);

/**
 * Two steps that write the same thing, or of which one writes what the other removes, undo each other at every run.
 * Two pipelines may share a thing only when they want exactly the same of it, or when one runs the other and both see to
 * it with the same kind.
 */
export function checkOwners(plans: readonly PipelinePlan[]): Issue[] {
  const pipelineOf = new Map(
    plans.flatMap(({ pipeline }) => pipeline.steps.map((step) => [step, pipeline] as const)),
  );
  const steps = [...pipelineOf.keys()];
  const owners = indexEffects(steps, ["writes", "removes"]);
  const shared = (a: Step, b: Step) => {
    const [one, other] = [pipelineOf.get(a), pipelineOf.get(b)];
    if (one === undefined || other === undefined || one === other) return false;
    return wantsTheSame(a, b) || (runsEither(one, other) && looksAlike(a, b));
  };
  const conflicts = steps.flatMap((step, index) =>
    ownedBy(step).flatMap((effect) => {
      const earlier = owners.touching(effect, step).filter((other) => other.index < index);
      const other = earlier.find(
        (candidate) => isConflict(effect, candidate.effect) && !shared(step, candidate.step),
      );
      return other === undefined ? [] : [conflict(effect, step, other)];
    }),
  );
  return [...conflicts, ...sharedScripts(plans)];
}

function ownedBy({ mode, resource }: Step): readonly Effect[] {
  if (mode !== "ensure") return [];
  return resource.effects.filter(
    ({ access, subject }) => owned.has(subject) && /^(writes|removes)$/.test(access),
  );
}

function isConflict(a: Effect, b: Effect): boolean {
  return a.access === "writes" || b.access === "writes";
}

/** Both are seen to by the same functions, whatever these are told. */
function looksAlike({ resource: a }: Step, { resource: b }: Step): boolean {
  const names = ({ guard, apply }: Resource) =>
    [guard, apply].map((action) => (action?.type === "call" ? action.name : action));
  return JSON.stringify(names(a)) === JSON.stringify(names(b));
}

function runsEither(one: Pipeline, other: Pipeline): boolean {
  const runs = ({ runs }: Pipeline, { script }: Pipeline) =>
    [...(runs?.hypervisor ?? []), ...(runs?.features ?? [])].some((run) => run.script === script);
  return runs(one, other) || runs(other, one);
}

function wantsTheSame({ resource: a }: Step, { resource: b }: Step): boolean {
  return JSON.stringify([a.guard, a.apply]) === JSON.stringify([b.guard, b.apply]);
}

function conflict({ subject, name }: Effect, { id, at }: Step, { step, effect }: OwnedEffect): Issue {
  return issueAt(at, "ASH102", `two steps own the ${subject} ${render(name)}`, {
    found: `${id} here, and ${step.id} which ${effect.access} ${render(effect.name)} at ${placeOf(step.at)}`,
    expected: "one owner for everything that is written",
    hint: "let one step write it, and give its proof to the other with needs",
  });
}

function sharedScripts(plans: readonly PipelinePlan[]): Issue[] {
  return plans.flatMap(({ pipeline }, index) => {
    const other = plans.slice(0, index).find((earlier) => earlier.pipeline.script === pipeline.script);
    if (other === undefined) return [];
    return [
      issueAt(pipeline.at, "ASH102", `two pipelines are emitted as ${pipeline.script}`, {
        found: `${pipeline.name} here, and ${other.pipeline.name} at ${placeOf(other.pipeline.at)}`,
        expected: "a script of its own for each pipeline",
        hint: "rename the pipeline, or give it another script path",
      }),
    ];
  });
}
