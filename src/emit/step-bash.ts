import type { Action } from "../model/call.ts";
import type { Fact } from "../model/fact.ts";
import type { Step } from "../model/pipeline.ts";
import type { BashFault, PipelineBash, ReachedCommand, StepBash, StepPart } from "../model/step-bash.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import { NulError } from "../shell/quote.ts";
import { type AuthorBash, parseAction } from "./author-bash.ts";
import type { FunctionFile } from "./functions.ts";
import { type FunctionIndex, indexFunctions, reach } from "./reach.ts";
import { actionBody } from "./script.ts";

const parts: readonly StepPart[] = ["guard", "apply", "verify", "preflight"];

/** Parses the bash of every step back and follows it through the functions it calls. */
export function parseSteps(plans: readonly PipelinePlan[], files: readonly FunctionFile[]): PipelineBash[] {
  const index = indexFunctions(files);
  return plans.map(({ pipeline }) => ({
    pipeline: pipeline.name,
    steps: pipeline.steps.map((step) => stepBash(step, index)),
  }));
}

/** What one part of a step does. */
type PartBash = Omit<StepBash, "step">;

function stepBash(step: Step, index: FunctionIndex): StepBash {
  const { resource } = step;
  const places = [resource, ...(resource.inside === undefined ? [] : [resource.inside])];
  const found = places.flatMap((actions) =>
    parts.flatMap((part) => {
      const action = actions[part];
      return action === undefined ? [] : [partBash(step, part, action, actions.facts, index)];
    }),
  );
  return {
    step: step.id,
    commands: found.flatMap(({ commands }) => commands),
    paths: [...new Set(found.flatMap(({ paths }) => paths))],
    polls: [...new Set(found.flatMap(({ polls }) => polls))],
    guardCompares: found.some(({ guardCompares }) => guardCompares),
    faults: found.flatMap(({ faults }) => faults),
  };
}

function partBash(
  step: Step,
  part: StepPart,
  action: Action,
  facts: readonly Fact[],
  index: FunctionIndex,
): PartBash {
  const body = bodyOf(action, step);
  const parsed: AuthorBash = body === undefined ? { faults: [] } : parseAction(action, body);
  if ("faults" in parsed) return unread(parsed.faults.map((fault) => ({ ...fault, part })));
  const collectors = part === "guard" ? facts.map(({ collector }) => collector) : [];
  return reachedBy(parsed, part, collectors, index);
}

function reachedBy(
  { fn, paths }: Extract<AuthorBash, { fn: unknown }>,
  part: StepPart,
  collectors: readonly string[],
  index: FunctionIndex,
): PartBash {
  const collecting = collectors.flatMap((name) => index.known.get(name) ?? []);
  const { commands, functions, polls } = reach([fn, ...collecting], index);
  const redirects = functions.filter((other) => other !== fn).flatMap((other) => other.redirects);
  return {
    commands: commands.map(
      ({ command, within }): ReachedCommand => ({
        ...{ name: command.name, words: command.words, part },
        within: within === fn.name ? undefined : within,
      }),
    ),
    // A path that a kind's function computes is the kind's to declare.
    paths: [...paths, ...redirects.filter((path) => !path.endsWith("*"))],
    polls,
    guardCompares: part === "guard" && functions.some(({ compares }) => compares),
    faults: [],
  };
}

/** Undefined where a value cannot be quoted: that has an issue of its own. */
function bodyOf(action: Action, step: Step): string | undefined {
  try {
    return actionBody(action, step.id);
  } catch (error) {
    if (error instanceof NulError) return undefined;
    throw error;
  }
}

/** What cannot be read is not judged further. */
function unread(faults: readonly BashFault[]): PartBash {
  return { commands: [], paths: [], polls: [], guardCompares: true, faults };
}
