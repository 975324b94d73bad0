import type { Issue, IssueCode, Position } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import type { PipelineBash, StepBash, UnheardCall } from "../model/step-bash.ts";
import type { PipelinePlan } from "./plan.ts";

/** What runs of a pipeline's scenarios show: a step's words, and the waits (`step/wait`) that timed out. */
export interface Shown {
  readonly steps: ReadonlyMap<string, ReadonlySet<string>>;
  readonly waits: ReadonlySet<string>;
}

/** What the passes know beside the plans: found by parsing the bash, and by reading the specs. */
export interface CheckContext {
  readonly bash: readonly PipelineBash[];
  readonly unheard: readonly UnheardCall[];
  /** By name of the pipeline; a pipeline that is missing has no spec. */
  readonly shown: ReadonlyMap<string, Shown>;
}

/** One pass over one pipeline. */
export type Pass = (plan: PipelinePlan, context: CheckContext) => Issue[];

/** An issue at a step. */
export function issueAt(
  at: Position,
  code: IssueCode,
  message: string,
  rest: Omit<Issue, "at" | "code" | "message">,
): Issue {
  return { code, at, message, ...rest };
}

/** The parsed bash of each step, beside the step. */
export function withBash(
  { pipeline }: PipelinePlan,
  { bash }: CheckContext,
): readonly (readonly [Step, StepBash])[] {
  const steps = bash.find((parsed) => parsed.pipeline === pipeline.name)?.steps ?? [];
  return pipeline.steps.flatMap((step, index) => {
    const parsed = steps[index];
    return parsed === undefined ? [] : [[step, parsed] as const];
  });
}
