import pc from "picocolors";
import type { PackageOptions } from "./bake.ts";
import { type Compilation, compile } from "./compile.ts";
import { compilePackage } from "./package.ts";
import { comparePackage, refuseTakenFolder } from "./package-tree.ts";
import { Phases } from "./phases.ts";
import type { Project } from "./project.ts";
import { counted, print, printIssues, printJson, seconds, timings } from "./report.ts";
import { compare, type Difference, writeDifference } from "./write.ts";

export interface BuildOptions {
  readonly lint: boolean;
  readonly json?: boolean;
  /** Build a package instead of `generated/`. */
  readonly package?: PackageOptions;
}

/** `ashlar build`: compiles, and makes the disk what was compiled; with any issue it writes nothing. */
export async function build(project: Project, options: BuildOptions): Promise<number> {
  const phases = new Phases();
  const parts = { types: true, lint: options.lint };
  const isPackage = options.package !== undefined;
  if (isPackage) refuseTakenFolder(project);
  const compiled =
    options.package === undefined
      ? await compile(project, parts, phases)
      : await compilePackage(project, options.package, parts, phases);
  const isBroken = compiled.issues.length > 0;
  const compareTo = isPackage ? comparePackage : compare;
  const difference = isBroken ? nothing : compareTo(project.out, compiled.files);
  await phases.time("write", () => writeDifference(project.out, difference));
  if (options.json) printJson(buildJson(compiled, difference, phases));
  else printBuild(compiled, difference, phases);
  return isBroken ? 1 : 0;
}

const nothing: Difference = { written: [], equal: [], orphans: [] };

function buildJson(
  { issues, notes = [], plans }: Compilation,
  { written, equal, orphans }: Difference,
  phases: Phases,
) {
  return {
    issues,
    notes,
    pipelines: plans.map(({ pipeline }) => pipeline.name),
    written: written.map(({ path }) => path),
    removed: orphans,
    equal,
    milliseconds: { ...phases.milliseconds, total: phases.total },
  };
}

function printBuild(
  { issues, notes = [], plans }: Compilation,
  difference: Difference,
  phases: Phases,
): void {
  const { written, equal, orphans } = difference;
  printIssues(issues);
  for (const note of notes) print(`note     ${note}`);
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
