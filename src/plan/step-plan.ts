import type { Step } from "../model/pipeline.ts";

/** A step with what the passes found out about it: all that `emit` needs. */
export interface StepPlan {
  readonly step: Step;
  /** The author's comment above the step, one paragraph. */
  readonly why: string;
  /** Earlier steps whose pending change may alter what this step's guard sees. */
  readonly after: readonly string[];
  /** The step's deadlines in words, for `--list`; empty without a wait. */
  readonly deadline: string;
}
