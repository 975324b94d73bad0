import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { CommanderError } from "commander";
import { fillCache } from "./lab-cache.ts";
import { print } from "./report.ts";
import { runLabScenarios, testFiles } from "./suites.ts";
import type { Tally } from "./tap.ts";

export const labScenarioFolder = "lab/scenarios";

/** So many files at once, unless somebody says otherwise: each is a host that boots, with containers that boot. */
export const labJobs = availableParallelism();

export interface LabRunOptions {
  readonly all?: boolean;
  readonly jobs?: number;
}

/** `ashlar lab run`: scenarios of the lab. The last line is the result, and nothing that ran no test is green. */
export async function labRun(
  root: string,
  wanted: readonly string[],
  { all = false, jobs = labJobs }: LabRunOptions,
): Promise<number> {
  const present = testFiles(root, labScenarioFolder, ".bats", "");
  const files = all ? present : chosenScenarios(present, wanted);
  const { passed, failed } = await runLab(root, files, jobs);
  print(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

/** Runs files of the lab with a cache that has all they need. */
export async function runLab(root: string, files: readonly string[], jobs: number): Promise<Tally> {
  await fillCache(root);
  return runLabScenarios(root, files, jobs);
}

/** The files that a caller means: each word is a scenario's name, or else a part of its path. */
export function chosenScenarios(files: readonly string[], wanted: readonly string[]): string[] {
  const chosen = wanted.map((word) => {
    const named = files.filter((file) => nameOf(file) === word);
    const found = named.length > 0 ? named : files.filter((file) => file.includes(word));
    if (found.length === 0) throw usage(`no scenario is called ${word}; there are: ${namesOf(files)}`);
    return found;
  });
  if (chosen.length === 0) throw usage(`name scenarios, or say --all; there are: ${namesOf(files)}`);
  return [...new Set(chosen.flat())];
}

function nameOf(file: string): string {
  return basename(file, ".bats");
}

function namesOf(files: readonly string[]): string {
  return files.map(nameOf).sort().join(", ");
}

function usage(message: string): CommanderError {
  return new CommanderError(2, "ashlar.lab", message);
}
