import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CommanderError } from "commander";
import pc from "picocolors";
import type { StepPlan } from "../plan/step-plan.ts";
import { compile } from "./compile.ts";
import { stepEntry } from "./manifest.ts";
import { type Origin, originOf } from "./origin.ts";
import { Phases } from "./phases.ts";
import { binFolder, type Project } from "./project.ts";
import { print, printIssues, printJson } from "./report.ts";

/** `ashlar explain SCRIPT:LINE`: the source that a line of an emitted script comes from, why, and what it touches. */
export async function explain(
  project: Project,
  folder: string,
  place: string,
  options: { readonly json?: boolean },
): Promise<number> {
  const [, name = "", digits = ""] = /^(.+):([0-9]+)$/.exec(place) ?? [];
  if (name === "") throw wrongUsage(`SCRIPT:LINE is wanted, such as bin/x.sh:12, not ${place}`);
  const emitted = await compile(project, { lint: false }, new Phases());
  if (emitted.issues.length > 0) {
    printIssues(emitted.issues);
    return 1;
  }
  const script = scriptNamed(name, [...emitted.scripts.keys()]);
  const text = scriptText(project, folder, name, script);
  const line = Number(digits);
  if (line < 1 || line >= text.split("\n").length) throw wrongUsage(`${name} has no line ${line}`);
  const origin = originOf(script, text, line, emitted);
  if (options.json) printJson({ script, line, ...originJson(origin) });
  else printOrigin(`${script}:${line}`, text.split("\n")[line - 1] ?? "", origin);
  return 0;
}

function wrongUsage(message: string): CommanderError {
  return new CommanderError(2, "ashlar.explain", message);
}

/** A script may be named by any tail of its path, or by a path anywhere that ends like it. */
function scriptNamed(name: string, scripts: readonly string[]): string {
  const found = scripts.filter(
    (script) => `/${name}`.endsWith(`/${script}`) || `/${script}`.endsWith(`/${name}`),
  );
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw wrongUsage(`${name} is not one of the emitted scripts: ${scripts.join(", ")}`);
}

/** The file that was named, where it can be read from here; else the one in `generated/`. */
function scriptText({ out }: Project, folder: string, name: string, script: string): string {
  const places = [resolve(folder, name), resolve(out, "generated", binFolder, script)];
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw wrongUsage(`${script} is not there: ./ashlar build writes it`);
  return readFileSync(place, "utf8");
}

function originJson({ part, source, steps }: Origin) {
  return { part, source: `${source.file}:${source.line}`, steps: steps.map(stepEntry) };
}

function printOrigin(place: string, line: string, { part, source, steps }: Origin): void {
  print(`${pc.bold(place)}  ${part}`);
  print(`  ${pc.dim(line.trim())}`);
  print(`  source   ${pc.cyan(`${source.file}:${source.line}`)}`);
  const [only, ...others] = steps;
  if (only !== undefined && others.length === 0) printStep(only);
  if (others.length > 0) printReaching(steps);
}

function printReaching(steps: readonly StepPlan[]): void {
  print("  steps that reach it:");
  for (const { step, why } of steps)
    print(`    ${pc.bold(step.id)}  ${step.at.file}:${step.at.line}  ${pc.dim(why)}`);
}

function printStep(plan: StepPlan): void {
  const { id, mode, kind, summary, why, source, effects } = stepEntry(plan);
  print(`  step     ${pc.bold(id)} (${mode}, ${kind}: ${summary}) ${pc.cyan(source)}`);
  print(`  why      ${why}`);
  for (const effect of effects) print(`  effect   ${effect}`);
}
