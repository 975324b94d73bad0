import { type Issue, sortIssues } from "../model/issue.ts";
import { checkBash, checkUnheard } from "./bash.ts";
import { checkCommands } from "./commands.ts";
import { checkComments } from "./comments.ts";
import { checkContainers } from "./containers.ts";
import type { CheckContext, Pass } from "./context.ts";
import { checkDownloads } from "./downloads.ts";
import { checkEvidence } from "./evidence.ts";
import { checkNames } from "./names.ts";
import { checkOrder } from "./order.ts";
import { checkOwners } from "./owners.ts";
import { checkPaths } from "./paths.ts";
import type { PipelinePlan } from "./plan.ts";
import { checkScenarios } from "./scenarios.ts";
import { checkValues } from "./values.ts";
import { checkWaits } from "./waits.ts";

const passes: readonly Pass[] = [
  checkNames,
  checkValues,
  checkOrder,
  checkContainers,
  checkWaits,
  checkDownloads,
  checkBash,
  checkEvidence,
  checkCommands,
  checkPaths,
  checkComments,
  checkScenarios,
];

/** Everything the types cannot see, over all pipelines of one build, sorted by place. */
export function checkPipelines(plans: readonly PipelinePlan[], context: CheckContext): Issue[] {
  const each = plans.flatMap((plan) => passes.flatMap((pass) => pass(plan, context)));
  return sortIssues([...each, ...checkOwners(plans), ...checkUnheard(context.unheard)]);
}
