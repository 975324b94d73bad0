import pc from "picocolors";
import type { PipelinePlan } from "../plan/plan.ts";
import type { StepPlan } from "../plan/step-plan.ts";
import { compile } from "./compile.ts";
import { stepEntry } from "./manifest.ts";
import { Phases } from "./phases.ts";
import { binFolder, type Project } from "./project.ts";
import { print, printIssues, printJson } from "./report.ts";

/** `ashlar list`: pipelines, their targets and scripts, their steps with source, deadline and reason. */
export async function list(project: Project, options: { readonly json?: boolean }): Promise<number> {
  const { plans, issues } = await compile(project, { lint: false }, new Phases());
  if (options.json) printJson({ issues, pipelines: plans.map(pipelineEntry) });
  else {
    for (const plan of plans) printPipeline(plan);
    printIssues(issues);
  }
  return issues.length > 0 ? 1 : 0;
}

function pipelineEntry({ pipeline, headline, steps }: PipelinePlan) {
  const { name, target, script, at } = pipeline;
  return { name, target, script, source: at.file, headline, steps: steps.map(stepEntry) };
}

function printPipeline({ pipeline, headline, steps }: PipelinePlan): void {
  print(`${pc.bold(pipeline.name)}  ${pipeline.target}  ${pc.cyan(pipeline.at.file)}`);
  print(`  ${headline}`);
  print(`  generated/${binFolder}/${pipeline.script}\n`);
  const width = Math.max(...steps.map(({ step }) => step.id.length));
  for (const plan of steps) printStep(plan, width);
  print("");
}

function printStep({ step, why, deadline }: StepPlan, width: number): void {
  const place = pc.cyan(`${step.at.file}:${step.at.line}`);
  const wait = deadline === "" ? "" : pc.yellow(` [deadline ${deadline}]`);
  print(`  ${step.mode.padEnd(7)} ${pc.bold(step.id.padEnd(width))}  ${place}${wait}`);
  print(`  ${" ".repeat(width + 9)} ${pc.dim(why)}`);
}
