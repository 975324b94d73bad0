import type { Mutant } from "./mutants.ts";

/** What is known of a mutant: the scenario that noticed it, or "" when none did. */
export type Verdicts = ReadonlyMap<string, string>;
/** Survivors that no scenario can notice, by name, and why. */
export type Arguments = Readonly<Record<string, string>>;

/** What keeps a run from being good: survivors nobody has argued for, and arguments that do not hold. */
export function faultsOf(
  mutants: readonly Mutant[],
  verdicts: Verdicts,
  argued: Arguments,
  selected: (name: string) => boolean,
): string[] {
  const names = new Set(mutants.map(({ name }) => name));
  const chosen = [...names].filter(selected);
  const survived = chosen.filter((name) => verdicts.get(name) === "" && !Object.hasOwn(argued, name));
  const refuted = chosen.filter((name) => (verdicts.get(name) ?? "") !== "" && Object.hasOwn(argued, name));
  const unknown = Object.keys(argued).filter((name) => !names.has(name));
  return [
    ...survived.map((name) => `survived: ${name}`),
    ...refuted.map((name) => `argued, but noticed: ${name} (${shown(verdicts.get(name) ?? "")})`),
    ...unknown.map((name) => `argued, but there is no such mutant: ${name}`),
  ];
}

/** The table for docs/, a section for each file. */
export function tableOf(mutants: readonly Mutant[], verdicts: Verdicts, argued: Arguments): string {
  const tried = mutants.filter(({ name }) => verdicts.has(name));
  const noticed = tried.filter(({ name }) => verdicts.get(name) !== "").length;
  const survivors = tried.filter(({ name }) => verdicts.get(name) === "");
  const explained = survivors.filter(({ name }) => Object.hasOwn(argued, name)).length;
  const files = [...new Set(tried.map(({ file }) => file))];
  return [
    "# Mutations of the emitted bash",
    "",
    `Written by \`npm run mutate\`: ${noticed} of ${tried.length} noticed, ${explained} argued to be without effect, ${survivors.length - explained} survived, ${mutants.length - tried.length} not tried.`,
    "Each row breaks one file in one place; the scenario beside it is the first that failed.",
    "",
    ...files.flatMap((file) => [
      `## ${file}`,
      "",
      "| fault | noticed by |",
      "| --- | --- |",
      ...tried.filter((one) => one.file === file).map((one) => rowOf(one, verdicts, argued)),
      "",
    ]),
  ].join("\n");
}

function rowOf({ name, fault }: Mutant, verdicts: Verdicts, argued: Arguments): string {
  const why = argued[name];
  const otherwise = why === undefined ? "**survived**" : `by none: ${why}`;
  return `| ${cell(fault)} | ${cell(shown(verdicts.get(name) ?? "")) || otherwise} |`;
}

/** bats tells the name of a scenario as it stands in the file, quoted for bash. */
function shown(scenario: string): string {
  return scenario.replaceAll("'\\''", "'");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
