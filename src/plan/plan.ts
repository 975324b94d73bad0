import type { Position } from "../model/issue.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Wait } from "../model/resource.ts";
import { render } from "../model/value.ts";
import { shareConstants } from "./constants.ts";
import { indexEffects } from "./effect-index.ts";
import { pendingBefore } from "./pending.ts";
import type { StepPlan } from "./step-plan.ts";

/** Finds the author's comments; the source reader does. */
export interface CommentFinder {
  commentAt(at: Position): string;
}

/** A pipeline with everything the passes found out about it. */
export interface PipelinePlan {
  readonly pipeline: Pipeline;
  /** What the script converges, from the comment above the pipeline. */
  readonly headline: string;
  readonly steps: readonly StepPlan[];
}

/** Joins model and sources: each step gets its reason, what it waits behind, and its deadlines in words. */
export function planPipeline(pipeline: Pipeline, sources: CommentFinder): PipelinePlan {
  const changes = indexEffects(pipeline.steps, ["writes", "removes", "provides"]);
  const steps = shareConstants(pipeline.steps).map(
    (step, index): StepPlan => ({
      step,
      why: sources.commentAt(step.at),
      after: pendingBefore(step, index, changes),
      deadline: [...new Set(step.resource.waits.map((wait) => deadlineText(wait, pipeline)))].join(", "),
    }),
  );
  return { pipeline, headline: sources.commentAt(pipeline.at), steps };
}

/** A deadline as `--list` shows it: where it comes from, and its default or the value that it was given. */
export function deadlineText(
  { deadline }: Wait,
  { config }: Pipeline,
  known: (path: readonly string[]) => string | undefined = () => undefined,
): string {
  if (deadline === undefined) return "none";
  if (deadline.type !== "config") return `${render(deadline)} s`;
  const path = deadline.path.join(".");
  const field = config.fields.find((candidate) => candidate.path.join(".") === path);
  const byDefault = String(field?.default);
  const value = known(deadline.path) ?? byDefault;
  return `${path}, ${value} s${value === byDefault ? " by default" : ""}`;
}
