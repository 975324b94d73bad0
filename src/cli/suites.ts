import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import pc from "picocolors";
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

/** Runs bats files side by side. What the runs report goes into the file `shown`. */
export async function runScenarios(root: string, files: readonly string[], shown: string): Promise<Tally> {
  const waiting = [...files];
  const tallies: Tally[] = [];
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      tallies.push(await runBats(root, file, shown));
      if (process.stdout.isTTY) process.stdout.write(`  ${tallies.length}/${files.length} files\r`);
    }
  };
  // One more than there are cores: many scenarios wait for a deadline, not for a processor.
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  return sumOf(tallies);
}

async function runBats(root: string, file: string, shown: string): Promise<Tally> {
  const started = performance.now();
  const bats = join(root, "node_modules/bats/bin/bats");
  const env = { ASHLAR_SHOWN: shown };
  const options = { cwd: root, stdin: "ignore", all: true, reject: false, env } as const;
  const { all, exitCode } = await execa(bats, ["--formatter", "tap", file], options);
  const tally = withExitCode(readTap(all), exitCode, all);
  const word = tally.failed === 0 ? pc.green("ok    ") : pc.red("failed");
  print(
    `${word} ${file}  ${tally.passed} passed, ${tally.failed} failed, ${seconds(performance.now() - started)}`,
  );
  for (const failure of tally.failures) print(failure);
  return tally;
}

/** bats may fail between tests (teardown_file, a file that does not parse) with every test it reported passed. */
function withExitCode(tally: Tally, exitCode: number | undefined, output: string): Tally {
  if (exitCode === 0 || tally.failed > 0) return tally;
  return { ...tally, failed: 1, failures: [output] };
}
