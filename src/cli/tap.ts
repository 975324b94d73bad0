/** What one suite of tests came to. A skipped test proves nothing, so it counts as failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What to show of each failure. */
  readonly failures: readonly string[];
}

/** Adds up suites. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    failures: tallies.flatMap(({ failures }) => failures),
  };
}

/** What a whole run ends with: every failure once more, since what was shown of it is far above, and the count. */
export function endOf({ passed, failed, failures }: Tally): string {
  const again = failures.length === 0 ? [] : ["", "What failed:", "", ...failures, ""];
  return [...again, `${passed} passed, ${failed} failed`].join("\n");
}

interface Result {
  readonly isOk: boolean;
  readonly text: string[];
}

/** Reads TAP as bats prints it. Tests that were planned and never reported have failed; no plan is a failure. */
export function readTap(output: string): Tally {
  const planned = Number(/^1\.\.(\d+)$/m.exec(output)?.[1] ?? 0);
  const results = resultsIn(output);
  const passed = results.filter(({ isOk }) => isOk).length;
  const failures = results.filter(({ isOk }) => !isOk).map(({ text }) => text.join("\n"));
  const missing = Math.max(planned - results.length, 0);
  if (planned === 0) failures.push("no test ran");
  else if (missing > 0) failures.push(`${missing} of ${planned} planned tests never reported`);
  return { passed, failed: planned === 0 ? failures.length : failuresOf(results) + missing, failures };
}

function failuresOf(results: readonly Result[]): number {
  return results.filter(({ isOk }) => !isOk).length;
}

function resultsIn(output: string): Result[] {
  const results: Result[] = [];
  for (const line of output.split("\n")) {
    const head = /^(not )?ok \d+ (.*)$/.exec(line);
    if (head !== null) results.push({ isOk: head[1] === undefined && !/ # skip/i.test(line), text: [line] });
    else if (line.startsWith("#")) results.at(-1)?.text.push(line);
  }
  return results;
}

/** One test as bats reports it with `--timing`. */
export interface TimedTest {
  readonly isOk: boolean;
  readonly name: string;
  readonly milliseconds: number;
}

/** Reads the line of a test that has ended; undefined for every other line. A skipped test is none that passed. */
export function readTimed(line: string): TimedTest | undefined {
  const [, not, name, milliseconds, rest = ""] = /^(not )?ok \d+ (.*) in (\d+)ms(.*)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const isOk = not === undefined && !/ # skip/i.test(rest);
  return { isOk, name: name + rest, milliseconds: Number(milliseconds) };
}
