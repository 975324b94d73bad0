import pc from "picocolors";
import { type Compilation, compile } from "./compile.ts";
import { Phases } from "./phases.ts";
import type { Project } from "./project.ts";
import { counted, print, printIssues, printJson, seconds, timings } from "./report.ts";
import { compare, type Difference, writeDifference } from "./write.ts";

export interface BuildOptions {
  readonly lint: boolean;
  readonly json?: boolean;
}

/** `ashlar build`: compiles, and makes the disk what was compiled; with any issue it writes nothing. */
export async function build(project: Project, options: BuildOptions): Promise<number> {
  const phases = new Phases();
  const compiled = await compile(project, { types: true, lint: options.lint }, phases);
  const isBroken = compiled.issues.length > 0;
  const difference = isBroken ? nothing : compare(project.out, compiled.files);
  await phases.time("write", () => writeDifference(project.out, difference));
  if (options.json) printJson(buildJson(compiled, difference, phases));
  else printBuild(compiled, difference, phases);
  return isBroken ? 1 : 0;
}

const nothing: Difference = { written: [], equal: [], orphans: [] };

function buildJson({ issues, plans }: Compilation, { written, equal, orphans }: Difference, phases: Phases) {
  return {
    issues,
    pipelines: plans.map(({ pipeline }) => pipeline.name),
    written: written.map(({ path }) => path),
    removed: orphans,
    equal,
    milliseconds: { ...phases.milliseconds, total: phases.total },
  };
}

function printBuild({ issues, plans }: Compilation, difference: Difference, phases: Phases): void {
  const { written, equal, orphans } = difference;
  printIssues(issues);
  for (const { path } of written) print(`${pc.yellow("written")}  ${path}`);
  for (const path of orphans) print(`${pc.yellow("removed")}  ${path}`);
  print(timings(phases));
  if (issues.length > 0) return;
  const steps = plans.flatMap((plan) => plan.steps).length;
  print(
    `${pc.green("built")} ${counted(plans.length, "pipeline")}, ${counted(steps, "step")}: ` +
      `${written.length} written, ${orphans.length} removed, ${equal.length} equal in ${seconds(phases.total)}`,
  );
}
