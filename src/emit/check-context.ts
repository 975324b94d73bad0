import { type Specification, shownBy } from "../model/scenario.ts";
import type { CheckContext } from "../plan/context.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import type { FunctionFile } from "./functions.ts";
import { parseSteps } from "./step-bash.ts";
import { unheardApplies } from "./unheard.ts";

/** What the passes need beside the plans, from the bash that would be emitted and from the specs. */
export function checkContext(
  plans: readonly PipelinePlan[],
  files: readonly FunctionFile[],
  specifications: readonly Specification[],
): CheckContext {
  return {
    bash: parseSteps(plans, files),
    unheard: unheardApplies(files),
    shown: new Map(
      specifications.map(({ pipeline }) => [pipeline.name, shownBy(specsOf(pipeline.name, specifications))]),
    ),
  };
}

/** A pipeline may have several specs. */
function specsOf(name: string, specifications: readonly Specification[]): Specification[] {
  return specifications.filter(({ pipeline }) => pipeline.name === name);
}
