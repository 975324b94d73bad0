import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import pc from "picocolors";
import type { FormName } from "../model/scenario.ts";
import type { ScenarioRun } from "./forms.ts";
import { print, seconds } from "./report.ts";
import { readTap, sumOf, type Tally } from "./tap.ts";

interface VitestReport {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
}

/** Runs unit tests; vitest shows its own progress. */
export async function runUnits(root: string, files: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "ashlar-test-"));
  const report = join(folder, "report.json");
  try {
    const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...files];
    const options = {
      cwd: root,
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      reject: false,
    } as const;
    const { exitCode } = await execa(join(root, "node_modules/.bin/vitest"), args, options);
    if (!existsSync(report)) return { passed: 0, failed: 1, failures: [] };
    return unitTally(JSON.parse(readFileSync(report, "utf8")) as VitestReport, exitCode);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whatever did not pass has failed: skipped and unfinished tests, a file that did not load, an error between tests. */
function unitTally({ numPassedTests, numTotalTests }: VitestReport, exitCode: number | undefined): Tally {
  const notPassed = numTotalTests - numPassedTests;
  const failed = exitCode === 0 && numTotalTests > 0 ? notPassed : Math.max(notPassed, 1);
  return { passed: numPassedTests, failed, failures: [] };
}

/** Where a run of scenarios finds its scripts, and leaves what they report. */
export interface ScenarioPlaces {
  /** By form: the folder that is installed as `bin/`. */
  readonly trees: ReadonlyMap<FormName, string>;
  /** A file for what the runs of the scripts in `generated/` report. */
  readonly shown: string;
}

/** Runs bats files side by side. */
export async function runScenarios(
  root: string,
  runs: readonly ScenarioRun[],
  places: ScenarioPlaces,
): Promise<Tally> {
  const waiting = [...runs];
  const tallies: Tally[] = [];
  const worker = async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      tallies.push(await runBats(root, run, places));
      if (process.stdout.isTTY) process.stdout.write(`  ${tallies.length}/${runs.length} files\r`);
    }
  };
  // One more than there are cores: many scenarios wait for a deadline, not for a processor.
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  return sumOf(tallies);
}

async function runBats(root: string, run: ScenarioRun, places: ScenarioPlaces): Promise<Tally> {
  const { file, form } = run;
  const started = performance.now();
  const bats = join(root, "node_modules/bats/bin/bats");
  const env = environmentOf(run, places);
  const options = { cwd: root, stdin: "ignore", all: true, reject: false, env } as const;
  const { all, exitCode } = await execa(bats, ["--formatter", "tap", file], options);
  const tally = withExitCode(readTap(all), exitCode, all);
  const word = tally.failed === 0 ? pc.green("ok    ") : pc.red("failed");
  print(
    `${word} ${file}${form === undefined ? "" : ` (${form})`}  ${tally.passed} passed, ${tally.failed} failed, ${seconds(performance.now() - started)}`,
  );
  for (const failure of tally.failures) print(failure);
  return tally;
}

function environmentOf({ form }: ScenarioRun, { trees, shown }: ScenarioPlaces): Record<string, string> {
  if (form === undefined) return { ASHLAR_SHOWN: shown };
  return { ASHLAR_FORM: form, ASHLAR_GENERATED: trees.get(form) ?? "" };
}

/** bats may fail between tests (teardown_file, a file that does not parse) with every test it reported passed. */
function withExitCode(tally: Tally, exitCode: number | undefined, output: string): Tally {
  if (exitCode === 0 || tally.failed > 0) return tally;
  return { ...tally, failed: 1, failures: [output] };
}
