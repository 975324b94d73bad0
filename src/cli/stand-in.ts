import { type FunctionFacts, functionNames, type LibraryFacts, type Write } from "./library-facts.ts";

/**
 * A short text that shellcheck can follow from a script instead of the library. Of the functions that the script
 * mentions it keeps the name, whether it wants arguments that nobody gives, and whether it comes back. Of the library
 * as a whole: which variables are read and written, which are arrays, which may be numbers, which were last written in
 * a subshell, and which functions of the script it calls.
 *
 * What it does not keep is when a function writes a variable, nor which text: one time counts as another. For an
 * expansion without quotes that decides between SC2086 and SC2248, and whether SC2090 is found beside them; and SC2071
 * (`[[ $a > $b ]]`) is also found where a function of the library makes `a` a number at some other time.
 */
export function standInFor(script: string, library: LibraryFacts): string {
  const mentioned = new Set(script.match(/\w+/g));
  const functions = library.functions.filter(({ name }) => mentioned.has(name));
  return [
    "# shellcheck shell=bash",
    ...functions.map((facts) => functionText(facts, library)),
    ...valuesOf(library, mentioned),
    ...restOf(library, mentioned, new Set(functionNames(script))),
    "",
  ].join("\n");
}

function functionText(facts: FunctionFacts, { ending, calls }: LibraryFacts): string {
  const { name } = facts;
  const isGiven = calls.some((call) => call.name === name && call.hasArguments);
  const argument = wantsArguments(facts) && !isGiven ? ': "$1"; ' : "";
  return `${name}() { ${argument}${ending.has(name) ? "exit" : ":"}; }`;
}

/** It reads its arguments, and does not set them itself: `set -- …`. */
function wantsArguments({ reads, calls }: FunctionFacts): boolean {
  if (calls.some(({ name, hasArguments }) => name === "set" && hasArguments)) return false;
  return [...reads].some((name) => /^([1-9]\d*|[@*#])$/.test(name));
}

/** What global variables of the script may hold: a text, a number, one or the other. */
function valuesOf({ writes }: LibraryFacts, mentioned: ReadonlySet<string>): string[] {
  const lasting = writes.filter(
    ({ name, hasValue, isLost, isLocal }) => hasValue && !isLost && !isLocal && mentioned.has(name),
  );
  const texts = namesOf(lasting.filter(({ isNumber }) => !isNumber));
  const numbers = namesOf(lasting.filter(({ isNumber }) => isNumber)).map((name) => `${name}=0`);
  return [...command("read -r", texts), ...command(": &&", numbers)];
}

function namesOf(states: readonly { readonly name: string }[]): string[] {
  return [...new Set(states.map(({ name }) => name))];
}

function command(name: string, words: readonly string[]): string[] {
  return words.length === 0 ? [] : [`${name} ${words.join(" ")}`];
}

/** What holds of the library as a whole, in a function that nobody calls. */
function restOf(
  { reads, writes, calls, special, associative }: LibraryFacts,
  mentioned: ReadonlySet<string>,
  ofScript: ReadonlySet<string>,
): string[] {
  const called = calls.filter(({ name }) => ofScript.has(name));
  const variables = [...reads].filter((name) => /^[A-Za-z_]/.test(name) && mentioned.has(name));
  return [
    "stand_in_for_the_rest() {",
    ...command(
      ":",
      variables.map((name) => `"$${name}"`),
    ),
    ...new Set(special),
    ...new Set(called.map(({ name, hasArguments }) => (hasArguments ? `${name} x` : name))),
    ...command(
      "declare -A",
      [...associative].filter((name) => mentioned.has(name)),
    ),
    ...lastWrites(writes, mentioned),
    ":",
    "}",
  ];
}

/** Every variable as the library leaves it; one that the script does not mention may be what a misspelt one means. */
function lastWrites(writes: readonly Write[], mentioned: ReadonlySet<string>): string[] {
  const byName = new Map<string, Write[]>();
  for (const write of writes) byName.set(write.name, [...(byName.get(write.name) ?? []), write]);
  const states = [...byName].map(([name, all]) => ({
    name,
    isArray: all.findLast(({ becomes }) => becomes !== "what it was")?.becomes === "array",
    isLost: mentioned.has(name) ? all.findLast(({ hasValue }) => hasValue)?.isLost : undefined,
  }));
  const names = (isArray: boolean, isLost: boolean | undefined) =>
    namesOf(states.filter((state) => state.isArray === isArray && state.isLost === isLost));
  const assigning = (isLost: boolean) => [
    ...command("read -r", names(false, isLost)),
    ...names(true, isLost).map((name) => `${name}=()`),
  ];
  return [
    ...assigning(false),
    ...assigning(true).map((text) => `(${text})`),
    ...command("local", names(false, undefined)),
    ...command("declare -a", names(true, undefined)),
  ];
}
