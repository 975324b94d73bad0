import { execa } from "execa";
import { isOff } from "../emit/baked.ts";
import type { Form } from "../emit/form.ts";
import type { FunctionFile } from "../emit/functions.ts";
import { type Judged, judgedSteps, judgingText, type TargetFacts } from "../emit/judging.ts";
import type { Baked } from "../model/baked.ts";
import type { Issue, Position } from "../model/issue.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { configPaths } from "../model/value.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import { jsonPosition } from "../source/json.ts";

/** What judging needs beside a plan. */
export interface Judging {
  readonly form: Form;
  readonly facts: TargetFacts;
  readonly root: string;
  readonly files: readonly FunctionFile[];
}

/**
 * What baked values alone tell of a pipeline's steps: the functions that the script would ask on its host are asked now,
 * in a bash that finds no program. One table, in bash, judges in both places.
 */
export async function judgePlan(plan: PipelinePlan, { form, facts, root, files }: Judging): Promise<Issue[]> {
  const { baked } = form;
  const judged = judgedSteps(plan, facts);
  if (baked === undefined || judged.length === 0 || isOff(plan.pipeline, baked)) return [];
  const script = judgingText(plan, judged, facts, form, root, files);
  const { stdout } = await execa("bash", ["--noprofile", "--norc"], {
    input: script,
    stripFinalNewline: false,
  });
  return answersIn(stdout).flatMap((answer) => {
    const step = judged[answer.index];
    return step === undefined || answer.code === 0 ? [] : [judgedIssue(step, answer, plan.pipeline, baked)];
  });
}

interface Answer {
  readonly ctid: string;
  readonly index: number;
  readonly code: number;
  readonly expected: string;
  readonly found: string;
  readonly advice: string;
}

function answersIn(output: string): Answer[] {
  const fields = output.split("\0");
  return Array.from({ length: Math.floor(fields.length / 6) }, (_, place) => {
    const [ctid = "", index, code, expected = "", found = "", advice = ""] = fields.slice(place * 6);
    return { ctid, index: Number(index), code: Number(code), expected, found, advice };
  });
}

function judgedIssue({ step, judge }: Judged, answer: Answer, pipeline: Pipeline, baked: Baked): Issue {
  const { ctid, expected, found, advice } = answer;
  const paths = judge.call.args
    .flatMap(configPaths)
    .map((path) => path.map((key) => (key === "*" ? ctid : key)));
  const words = [...new Set(paths.map((path) => path.join(".")))].join(", ");
  const of = ctid === "" ? "" : ` of container ${ctid}`;
  return {
    code: judge.code,
    at: positionOf(paths, pipeline, baked),
    message: `${words || step.id}: step ${step.id}${of} of ${pipeline.name} cannot hold`,
    found,
    expected,
    hint: advice || "change the configuration: on the host the step would refuse it in the same words",
  };
}

/** Where the first of some fields stands in the file that has it. */
function positionOf(
  [path = []]: readonly string[][],
  { config, containers }: Pipeline,
  baked: Baked,
): Position {
  const isHosts = config.fields.some((field) => field.path.join(".") === path.join("."));
  const file = baked.get((isHosts || containers === undefined ? config : containers).name);
  return jsonPosition(file?.path ?? "", file?.text ?? "", path);
}
