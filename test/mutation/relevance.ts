import type { Mutant } from "./mutants.ts";

/** A file of scenarios: one group. */
export interface ScenarioFile {
  readonly path: string;
  readonly text: string;
}

/** Groups whose commands fail or say nonsense. */
const doubting = /\/(fresh|doubts|probes|failing|locks-that-stay|what-a-plan)[^/]*$/;

/**
 * The groups that can notice a mutant, those that speak most of its steps first: most mutants die in the first one. Of
 * several scripts that reach it the one with the fewest groups comes first. Faults of the library are about commands that
 * fail, so there such groups come before all others.
 */
export function filesFor(
  { file, concerns }: Pick<Mutant, "file" | "concerns">,
  suites: ReadonlyMap<string, readonly ScenarioFile[]>,
): string[] {
  const groups = [...concerns].map(([script, steps]) => ({ steps, files: suites.get(script) ?? [] }));
  const isShared = !concerns.has(file);
  return groups
    .toSorted((a, b) => a.files.length - b.files.length)
    .flatMap(({ steps, files }) => byRelevance(files, steps, isShared))
    .map(({ path }) => path);
}

function byRelevance(files: readonly ScenarioFile[], steps: readonly string[], isShared: boolean) {
  const score = ({ path, text }: ScenarioFile) => ({
    doubts: doubting.test(path) ? 1 : 0,
    mentions: mentions(text, steps),
  });
  const scored = files.map((file) => ({ file, ...score(file) }));
  return scored
    .toSorted((a, b) =>
      isShared
        ? b.doubts - a.doubts || b.mentions - a.mentions
        : b.mentions - a.mentions || b.doubts - a.doubts,
    )
    .map(({ file }) => file);
}

/** How often some steps are named, for each character of the text. */
function mentions(text: string, steps: readonly string[]): number {
  const count = (step: string) => text.split(new RegExp(`\\b${step}\\b`)).length - 1;
  return steps.reduce((sum, step) => sum + count(step), 0) / text.length;
}
