import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { buildForms, scenarioRuns } from "./forms.ts";
import { labJobs, labScenarioFolder, runLab } from "./lab-run.ts";
import { issueText, print, printIssues } from "./report.ts";
import { readShown, unseenSteps } from "./shown.ts";
import { runScenarios, runUnits, testFiles } from "./suites.ts";
import { endOf, sumOf, type Tally } from "./tap.ts";

export interface TestOptions {
  /** Only files whose path contains this. */
  readonly only?: string;
  /** Also the scenarios of the lab. */
  readonly lab?: boolean;
}

/** `ashlar test`: unit tests, then scenarios. The last line is the result, and nothing that ran no test is green. */
export async function test(root: string, options: TestOptions): Promise<number> {
  const { only = "" } = options;
  const units = testFiles(root, "test", ".test.ts", only);
  const scenarios = testFiles(root, "bats", ".bats", only);
  const labs = isLabWanted(options, process.env) ? testFiles(root, labScenarioFolder, ".bats", only) : [];
  if (units.length + scenarios.length + labs.length === 0) {
    throw new CommanderError(2, "ashlar.test", `no test file's path contains ${JSON.stringify(only)}`);
  }
  if (scenarios.length > 0 && process.geteuid?.() !== 0) {
    throw new CommanderError(1, "ashlar.test", needsRoot);
  }
  const tallies = units.length > 0 ? [await runUnits(root, units)] : [];
  // Side by side: a lab waits for its host and its containers more than it works.
  const suites: Promise<Tally>[] = [];
  if (scenarios.length > 0) suites.push(scenarioTally(root, scenarios, only === ""));
  if (labs.length > 0) suites.push(runLab(root, labs, labJobs));
  const tally = sumOf([...tallies, ...(await Promise.all(suites))]);
  print(endOf(tally));
  return tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

/** A whole run of continuous integration leaves nothing out. The launcher asks the same (lab_is_wanted). */
export function isLabWanted({ only, lab = false }: TestOptions, { CI }: { readonly CI?: string }): boolean {
  return lab || (CI === "true" && only === undefined);
}

/** When all scenarios ran, every step and wait must have been seen in what the runs themselves reported. */
async function scenarioTally(root: string, files: readonly string[], isAll: boolean): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "ashlar-test-"));
  const log = join(folder, "shown");
  try {
    writeFileSync(log, "");
    const runs = scenarioRuns(root, files);
    const trees = await buildForms(root, folder, runs);
    const tally = await runScenarios(root, runs, { trees, shown: log });
    const unseen = isAll ? await unseenSteps(root, readShown(readFileSync(log, "utf8"))) : [];
    if (unseen.length > 0) printIssues(unseen);
    return sumOf([tally, { passed: 0, failed: unseen.length, failures: unseen.map(issueText) }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const needsRoot =
  "the scenarios under bats/ mount overlay file systems and start a sandbox, which needs root: " +
  "sudo ./ashlar test; the unit tests alone do not: ./ashlar test --only test/";
