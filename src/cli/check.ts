import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { execa } from "execa";
import pc from "picocolors";
import { type Issue, sortIssues } from "../model/issue.ts";
import { compile, withoutTypeErrors } from "./compile.ts";
import { Phases } from "./phases.ts";
import type { Project } from "./project.ts";
import { counted, print, printIssues, printJson, seconds, timings } from "./report.ts";
import { typeCheck } from "./typecheck.ts";
import { compare, type OutputFile, presentText } from "./write.ts";
import { lintWrittenBash } from "./written-bash.ts";

/** A generated file that is not what the sources give. */
interface FileDiff {
  readonly path: string;
  readonly diff: string;
}

/** `ashlar check`: lints everything, and exits with 3 and a diff if what is generated is not what the sources give. */
export async function check(project: Project, options: { readonly json?: boolean }): Promise<number> {
  const phases = new Phases();
  const [compiled, types, bash, biome] = await Promise.all([
    compile(project, { lint: true }, phases),
    phases.time("types", () => typeCheck(project.root, ".")),
    phases.time("bash", () => lintWrittenBash(project.root)),
    phases.time("biome", () => runBiome(project.root)),
  ]);
  const issues = sortIssues([...withoutTypeErrors(compiled.issues, types), ...bash]);
  const diffs = compiled.issues.length > 0 ? [] : diffsOf(project.out, compiled.files);
  if (options.json) printJson({ issues, diffs, biome: biome ?? "", milliseconds: phases.milliseconds });
  else printCheck(issues, diffs, biome, phases);
  if (issues.length > 0 || biome !== undefined) return 1;
  return diffs.length > 0 ? 3 : 0;
}

/** What biome complains about; undefined when it does not. */
async function runBiome(root: string): Promise<string | undefined> {
  const colour = pc.isColorSupported ? "force" : "off";
  const args = ["check", `--colors=${colour}`];
  const { all, exitCode } = await execa(join(root, "node_modules/.bin/biome"), args, {
    cwd: root,
    all: true,
    reject: false,
  });
  return exitCode === 0 ? undefined : all;
}

/** What building would change on disk, as unified diffs. */
export function diffsOf(out: string, files: readonly OutputFile[]): FileDiff[] {
  const { written, orphans } = compare(out, files);
  return [
    ...written.map(({ path, text }) => ({ path, diff: unified(path, presentText(out, path) ?? "", text) })),
    ...orphans.map((path) => ({ path, diff: unified(path, presentText(out, path) ?? "", "") })),
  ];
}

function unified(path: string, present: string, wanted: string): string {
  return createTwoFilesPatch(path, path, present, wanted, "on disk", "from the sources");
}

function printCheck(
  issues: readonly Issue[],
  diffs: readonly FileDiff[],
  biome: string | undefined,
  phases: Phases,
) {
  printIssues(issues);
  if (biome !== undefined) print(biome);
  for (const { diff } of diffs) print(coloured(diff));
  print(timings(phases));
  const isFine = issues.length === 0 && biome === undefined && diffs.length === 0;
  const words = [
    counted(issues.length, "issue"),
    ...(biome === undefined ? [] : ["biome has findings"]),
    `${counted(diffs.length, "generated file")} out of date`,
  ];
  print(
    `${isFine ? pc.green("checked") : pc.red("checked")}: ${words.join(", ")} in ${seconds(phases.total)}`,
  );
}

function coloured(diff: string): string {
  const colour = (line: string) => {
    if (line.startsWith("+")) return pc.green(line);
    return line.startsWith("-") ? pc.red(line) : line;
  };
  return diff.split("\n").map(colour).join("\n");
}
