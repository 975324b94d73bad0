import type { Judgement } from "../model/judgement.ts";
import type { Condition, Step } from "../model/pipeline.ts";
import type { Expression } from "../model/value.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import type { ShellText } from "../shell/quote.ts";
import { identifier, lines, sh } from "../shell/text.ts";
import { bakedContainers } from "./baked.ts";
import { configurationText, type Form } from "./form.ts";
import type { FunctionFile } from "./functions.ts";
import { inlinedText } from "./library.ts";
import { renderTemplate } from "./render.ts";
import { variableWord, wordOf } from "./words.ts";

/** What is known of the target when compiling, by the name of its variable. */
export type TargetFacts = ReadonlyMap<string, string>;

/** A step that can be judged by values alone. */
export interface Judged {
  readonly step: Step;
  readonly judge: Judgement;
}

/** The steps of a pipeline whose judgement needs no more than what is known. */
export function judgedSteps({ pipeline }: PipelinePlan, facts: TargetFacts): Judged[] {
  return pipeline.steps.flatMap((step) => {
    const { judge } = step.resource;
    return judge?.call.args.every((arg) => isKnown(arg, facts)) ? [{ step, judge }] : [];
  });
}

function isKnown(expression: Expression, facts: TargetFacts): boolean {
  return expression.type !== "argument" || expression.name === "CTID" || facts.has(expression.name);
}

/** A script that asks each judgement, of one container at a time where there are any, and prints the answers. */
export function judgingText(
  plan: PipelinePlan,
  judged: readonly Judged[],
  facts: TargetFacts,
  form: Form,
  root: string,
  files: readonly FunctionFile[],
): ShellText {
  const { constants, configuration } = configurationText(plan, form);
  const ctids = form.baked === undefined ? [] : bakedContainers(plan.pipeline, form.baked);
  const data = {
    constants: [
      ...[...facts].map(([name, value]) => sh`readonly ${identifier(name)}=${{ value }}`),
      ...constants,
    ],
    configuration,
    ctids: ctids.map((ctid) => sh`${{ value: ctid }}`),
    asked: judged.map(askLine),
  };
  const bare = renderTemplate(root, "judging.sh", { ...data, functions: "" as ShellText });
  return renderTemplate(root, "judging.sh", { ...data, functions: inlinedText(root, [bare], files) });
}

function askLine({ step, judge }: Judged, index: number): ShellText {
  const { name, args } = judge.call;
  const ask = sh`ask ${{ value: String(index) }} ${identifier(name)} ${args.map((arg) => wordOf(arg, step.id))}`;
  const tests = conditionsOf(step.when).map(({ field }) => sh`[[ ${variableWord(field)} == true ]]`);
  if (tests.length === 0) return ask;
  return lines([sh`if ${tests.join(" && ") as ShellText}; then`, ask, sh`fi`]);
}

function conditionsOf(when: Condition | undefined): Condition[] {
  return when === undefined ? [] : [...conditionsOf(when.outer), when];
}
