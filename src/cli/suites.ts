import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import pc from "picocolors";
import type { FormName } from "../model/scenario.ts";
import { Durations } from "./durations.ts";
import type { ScenarioRun } from "./forms.ts";
import { print, seconds } from "./report.ts";
import { readTap, readTimed, sumOf, type Tally } from "./tap.ts";

interface VitestReport {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly VitestFile[];
}

interface VitestFile {
  /** The path. */
  readonly name: string;
  /** Why the file itself could not run. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages?: readonly string[];
  }[];
}

/** Test files in a folder, by name. */
export function testFiles(root: string, folder: string, extension: string, only: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(extension)).map((name) => `${folder}/${name}`);
  return files.filter((file) => file.includes(only)).sort();
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
    if (!existsSync(report)) return { passed: 0, failed: 1, failures: ["vitest has left no report"] };
    return unitTally(root, JSON.parse(readFileSync(report, "utf8")) as VitestReport, exitCode);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whatever did not pass has failed: skipped and unfinished tests, a file that did not load, an error between tests. */
export function unitTally(root: string, report: VitestReport, exitCode: number | undefined): Tally {
  const { numPassedTests, numTotalTests, testResults } = report;
  const notPassed = numTotalTests - numPassedTests;
  const failed = exitCode === 0 && numTotalTests > 0 ? notPassed : Math.max(notPassed, 1);
  const failures = testResults.flatMap((file) => unitFailures(relative(root, file.name), file));
  return { passed: numPassedTests, failed, failures };
}

function unitFailures(path: string, { message, assertionResults }: VitestFile): string[] {
  const notPassed = assertionResults.filter(({ status }) => status !== "passed");
  const failures = notPassed.map(({ status, fullName, failureMessages = [] }) =>
    [`${path}: ${fullName}: ${status}`, ...failureMessages].join("\n"),
  );
  return message === "" ? failures : [...failures, `${path}: ${message}`];
}

/** Where a run of scenarios finds its scripts, and leaves what they report. */
export interface ScenarioPlaces {
  /** By form: the folder that is installed as `bin/`. */
  readonly trees: ReadonlyMap<FormName, string>;
  /** A file for what the runs of the scripts in `generated/` report. */
  readonly shown: string;
}

/** Seconds for one file. What hangs must end and be told, or a whole run tells nothing. */
const limitOfFile = 1500;

/** How bats files are run. */
interface Running {
  /** Seconds for each. */
  readonly limit: number;
  /** So many files side by side. */
  readonly jobs: number;
  readonly environment: (run: ScenarioRun) => Record<string, string>;
  /** Each test is shown when it ends, with its time. */
  readonly isTimed: boolean;
}

/** Runs the scenarios of the world. */
export async function runScenarios(
  root: string,
  runs: readonly ScenarioRun[],
  places: ScenarioPlaces,
  limit = limitOfFile,
): Promise<Tally> {
  const jobs = availableParallelism();
  const environment = (run: ScenarioRun) => environmentOf(run, places);
  return runFiles(root, runs, { jobs, environment, isTimed: false, limit });
}

/** Runs the scenarios of the lab. */
export async function runLabScenarios(root: string, files: readonly string[], jobs: number): Promise<Tally> {
  const runs = files.map((file) => ({ file }));
  return runFiles(root, runs, { jobs, environment: () => ({}), isTimed: true, limit: limitOfFile });
}

async function runFiles(root: string, runs: readonly ScenarioRun[], running: Running): Promise<Tally> {
  const durations = new Durations(root);
  const waiting = durations.longestFirst(
    runs.map((run) => ({ ...run, name: nameOf(run), tests: testsIn(root, run) })),
  );
  const tallies: Tally[] = [];
  const worker = async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      const started = performance.now();
      const tally = await runBats(root, run, running);
      tallies.push(tally);
      // A file that failed may have ended early.
      if (tally.failed === 0) durations.note(run.name, performance.now() - started);
      if (process.stdout.isTTY) process.stdout.write(`  ${tallies.length}/${runs.length} files\r`);
    }
  };
  await Promise.all(Array.from({ length: running.jobs }, worker));
  durations.save();
  return sumOf(tallies);
}

function nameOf({ file, form }: ScenarioRun): string {
  return form === undefined ? file : `${file} (${form})`;
}

function testsIn(root: string, { file }: ScenarioRun): number {
  return readFileSync(join(root, file), "utf8").match(/^@test /gm)?.length ?? 0;
}

async function runBats(root: string, run: ScenarioRun, running: Running): Promise<Tally> {
  const { file } = run;
  const { limit } = running;
  const started = performance.now();
  const bats = join(root, "node_modules/bats/bin/bats");
  // timeout ends all that bats has started; whoever ends this process ends timeout.
  const args = ["--kill-after=30", String(limit), bats, "--formatter", "tap"];
  if (running.isTimed) args.push("--timing");
  const env = running.environment(run);
  const child = execa("timeout", [...args, file], {
    cwd: root,
    stdin: "ignore",
    all: true,
    reject: false,
    env,
  });
  if (running.isTimed) for await (const line of child.iterable({ from: "all" })) printTimed(file, line);
  const { all, exitCode } = await child;
  const tally = withExitCode(readTap(all), exitCode, all, limit);
  print(
    `${wordOf(tally.failed === 0)} ${nameOf(run)}  ${tally.passed} passed, ${tally.failed} failed, ${seconds(performance.now() - started)}`,
  );
  for (const failure of tally.failures) print(failure);
  return { ...tally, failures: tally.failures.map((failure) => `${nameOf(run)}: ${failure}`) };
}

function printTimed(file: string, line: string): void {
  const test = readTimed(line);
  if (test !== undefined) print(`${wordOf(test.isOk)} ${file}: ${test.name}  ${seconds(test.milliseconds)}`);
}

function wordOf(isOk: boolean): string {
  return isOk ? pc.green("ok    ") : pc.red("failed");
}

function environmentOf({ form }: ScenarioRun, { trees, shown }: ScenarioPlaces): Record<string, string> {
  if (form === undefined) return { ASHLAR_SHOWN: shown };
  return { ASHLAR_FORM: form, ASHLAR_GENERATED: trees.get(form) ?? "" };
}

/** bats may fail between tests (teardown_file, a file that does not parse) with every test it reported passed. */
function withExitCode(tally: Tally, exitCode: number | undefined, output: string, limit: number): Tally {
  // What timeout exits with when it has ended something, and when that took SIGKILL.
  if (exitCode === 124 || exitCode === 137) {
    const late = `it was ended: it has run for more than ${limit} s`;
    return { ...tally, failed: Math.max(tally.failed, 1), failures: [...tally.failures, late] };
  }
  if (exitCode === 0 || tally.failed > 0) return tally;
  return { ...tally, failed: 1, failures: [output] };
}
