import { type Expression, expressionOf, type Input } from "./value.ts";

/**
 * Something read from the target before the guards run, never changed. All facts with one collector are read by one
 * call of it (one `stat` for all files, one `dpkg-query` for all packages), again after each apply.
 */
export interface Fact {
  /** Bash function that reads them all at once, e.g. `observe_files`. */
  readonly collector: string;
  readonly subjects: readonly Expression[];
}

/** `fact("observe_files", path)`; a collector that takes no argument gets none. */
export function fact(collector: string, ...subjects: Input[]): Fact {
  return { collector, subjects: subjects.map(expressionOf) };
}
