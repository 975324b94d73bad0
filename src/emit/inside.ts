import type { PipelinePlan } from "../plan/plan.ts";
import type { StepPlan } from "../plan/step-plan.ts";
import { functionsOf, type ShellFunction } from "../shell/commands.ts";
import { parseBash } from "../shell/parse.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment, identifier, lines, sh } from "../shell/text.ts";
import { declaredIn, type FunctionFile, reachableFrom } from "./functions.ts";
import { conditioned, factCalls, stepFunctions } from "./script.ts";

/** What the frame itself runs inside a container. */
const entries = [
  "begin_inside",
  "look_inside",
  "change_inside",
  "await_inside",
  "make_room_inside",
  "compare_inside",
  "relay",
];

/**
 * What a script for a container says of its steps inside: which they are in this run, the facts their guards look at,
 * and everything that is sent there for them.
 */
export function insideText(
  { steps }: PipelinePlan,
  constants: readonly ShellText[],
  files: readonly FunctionFile[],
): ShellText | undefined {
  const within = steps.filter(({ step }) => step.resource.inside !== undefined);
  if (within.length === 0) return undefined;
  const sent = sentFor(within, constants, files);
  return lines([
    observeInside(within),
    sh``,
    comment("Which steps are answered inside the container, as far as the configuration has them."),
    sh`choose_inside_steps() {`,
    sh`inside_steps=()`,
    ...conditioned(within, ({ step }) => [sh`inside_steps+=(${{ value: step.id }})`], false),
    sh`}`,
    sh``,
    comment("Sent into the container with each call, where nothing of this is installed."),
    sh`choose_what_to_send() {`,
    ...nameList("inside_functions", sent.functions),
    ...nameList("inside_variables", sent.variables),
    sh`}`,
  ]);
}

function observeInside(within: readonly StepPlan[]): ShellText {
  const calls = factCalls(within.map(({ step }) => [step, step.resource.inside?.facts ?? []]));
  return lines([
    comment("What the guards inside the container look at, read at once."),
    sh`observe_inside() {`,
    ...(calls.length > 0 ? calls : [sh`:`]),
    sh`}`,
  ]);
}

/** Functions that the steps reach inside the container, and the script's and the library's variables they name. */
function sentFor(
  within: readonly StepPlan[],
  constants: readonly ShellText[],
  files: readonly FunctionFile[],
) {
  const own = functionsOf(parseBash(lines([...within.map(stepFunctions), observeInside(within)])));
  const sentOwn = own.filter(({ name }) => name.startsWith("inside_") || name === "observe_inside");
  const called = sentOwn.flatMap(({ commands }) =>
    commands.flatMap(({ words }) => words.flatMap((word) => (word === undefined ? [] : [word]))),
  );
  const reached = reachableFrom([...entries, ...called], files);
  const library = files.flatMap(({ functions }) => functions.filter(({ name }) => reached.has(name)));
  const known = [...declaredIn(lines(constants)), ...files.flatMap(({ preamble }) => declaredIn(preamble))];
  return {
    functions: [...library, ...sentOwn].map(({ name }) => name),
    variables: namedIn([...library, ...sentOwn], new Set(known)),
  };
}

function namedIn(functions: readonly ShellFunction[], known: ReadonlySet<string>): string[] {
  const words = functions.flatMap(({ text }) => text.match(/[A-Za-z_]\w*/g) ?? []);
  return [...new Set(words)].filter((word) => known.has(word)).sort();
}

/** An array of names over as many lines as they need. */
function nameList(array: string, names: readonly string[]): ShellText[] {
  const rows: string[] = [];
  for (const name of names) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + name.length < 90) rows[rows.length - 1] = `${row} ${name}`;
    else rows.push(name);
  }
  return [sh`${identifier(array)}=(`, ...rows.map((row) => row as ShellText), sh`)`];
}
