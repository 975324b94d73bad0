import { functionFile, reachableFrom, referencesOf } from "../../src/emit/functions.ts";
import { functionsOf, type ShellFunction } from "../../src/shell/commands.ts";
import { parseBash } from "../../src/shell/parse.ts";

/** One deliberate fault in one function of the emitted bash. A test must notice it. */
export interface Mutant {
  /** Unlike any other: the file and the fault. */
  readonly name: string;
  /** Path below the installed `bin/`. */
  readonly file: string;
  /** `always holds: guard_driver`, `dropped: converge nouveau_off` … */
  readonly fault: string;
  /** The function as it was emitted, and what becomes of it. */
  readonly was: string;
  readonly becomes: string;
  /** Scripts whose runs may meet the fault, and their steps that it concerns. */
  readonly concerns: ReadonlyMap<string, readonly string[]>;
}

/** A script as it was emitted, and which steps each of its steps needs. */
export interface EmittedScript {
  readonly file: string;
  readonly text: string;
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

type Change = Pick<Mutant, "fault" | "was" | "becomes">;

/** Every guard, verify, preflight, wait, probe and order edge of all scripts and of their library, one fault each. */
export function mutantsOf(
  scripts: readonly EmittedScript[],
  library: { readonly file: string; readonly text: string },
): Mutant[] {
  const named = (file: string, change: Change, concerns: Mutant["concerns"]): Mutant => ({
    name: `${file}: ${change.fault}`,
    file,
    ...change,
    concerns,
  });
  const shared = functionsOf(parseBash(library.text));
  const reached = scripts.map((script) => ({ file: script.file, steps: reachOf(script, library) }));
  return [
    ...scripts.flatMap(({ file, text, needs }) => {
      const functions = functionsOf(parseBash(text));
      const changes = [...functions.flatMap(answerMutants), ...orderMutants(functions, needs)];
      return changes.map(({ steps, ...change }) => named(file, change, new Map([[file, steps]])));
    }),
    ...shared.flatMap((fn) => {
      const reaching = reached.flatMap(({ file, steps }) => {
        const found = steps.get(fn.name);
        return found === undefined ? [] : [[file, found] as const];
      });
      return libraryMutants(fn).map((change) => named(library.file, change, new Map(reaching)));
    }),
  ];
}

const ofStep = /^(?:inside_)?(guard|apply|verify|preflight)_(.+)$/;

/** The functions of the library that a script reaches, and from which of its steps. */
function reachOf(
  { text }: EmittedScript,
  library: { readonly file: string; readonly text: string },
): Map<string, string[]> {
  const files = [functionFile(library.file, library.text)];
  const steps = new Map<string, string[]>();
  for (const fn of functionsOf(parseBash(text))) {
    const step = ofStep.exec(fn.name)?.[2];
    for (const name of reachableFrom(referencesOf(fn), files)) {
      const known = steps.get(name) ?? [];
      steps.set(name, step === undefined || known.includes(step) ? known : [...known, step]);
    }
  }
  return steps;
}

type StepChange = Change & { readonly steps: readonly string[] };

/** A function that answers always says yes, or always says drift. */
function answerMutants(fn: ShellFunction): StepChange[] {
  const [, kind, step] = ofStep.exec(fn.name) ?? [];
  if (step === undefined || kind === "apply") return [];
  const replaced = (verb: string, body: string): StepChange => ({
    fault: `${verb} ${fn.name}`,
    was: codeOf(fn),
    becomes: `${fn.name}() { ${body}; }`,
    steps: [step],
  });
  return [replaced("always holds:", "return 0"), replaced("always drifts:", "drift wanted found")];
}

const stepLine = /^\s*(converge|verify|wait_until|wait_inside) (\w+) /;

/** A step is left out; a step comes before one whose proof it needs. */
function orderMutants(
  functions: readonly ShellFunction[],
  needs: ReadonlyMap<string, readonly string[]>,
): StepChange[] {
  const frame = functions.find(({ name }) => name === "converge_steps");
  const was = frame === undefined ? "" : codeOf(frame);
  const lines = was.split("\n").filter((line) => stepLine.test(line));
  const lineOf = new Map(lines.map((line) => [stepLine.exec(line)?.[2] ?? "", line]));
  // Something has to stay there: bash knows no empty `if`.
  const without = (line: string) => was.replace(line, () => line.replace(/\S.*/, ":"));
  const dropped = [...lineOf].map(
    ([step, line]): StepChange => ({
      fault: `dropped: ${line.trim().split(" ").slice(0, 2).join(" ")}`,
      was,
      becomes: without(line),
      steps: [step],
    }),
  );
  const swapped = [...lineOf].flatMap(([step, line]) =>
    (needs.get(step) ?? []).flatMap((needed): StepChange[] => {
      const before = lineOf.get(needed);
      if (before === undefined) return [];
      const becomes = without(line).replace(before, () => `${line}\n${before}`);
      return [{ fault: `order: ${step} before ${needed}`, was, becomes, steps: [step, needed] }];
    }),
  );
  return [...dropped, ...swapped];
}

/** A probe's failure is overlooked; what cannot be told is guessed; a check that refuses does not. */
function libraryMutants(fn: ShellFunction): Change[] {
  const was = codeOf(fn);
  // What cannot be told counts as drift: the step would be applied on a guess.
  const guess = { fault: `guesses: ${fn.name}`, was, becomes: was.replaceAll("cannot_tell ", "drift ") };
  const answer = fn.name === "is_behind_pending" ? 1 : 0;
  const silence = { fault: `silenced: ${fn.name}`, was, becomes: `${fn.name}() { return ${answer}; }` };
  return [
    ...overlookedMutants(fn, was),
    ...(was.includes("cannot_tell ") && fn.name !== "cannot_tell" ? [guess] : []),
    ...(guardians.has(fn.name) ? [silence] : []),
  ];
}

/** Functions of the frame that refuse, end or prove: without them a run goes on where it must not. */
const guardians = new Set([
  "prove",
  "time_out",
  "refuse_on_findings",
  "refuse_before_selection",
  "is_behind_pending",
  "lock_host",
  "lock_inside",
  "fail_lost_call",
]);

/** Commands that only look: their exit code says whether what they print is an answer. */
const probing = new Set(["probe", "ask_apt"]);

/** The answer of a probe that failed counts like any other. */
function overlookedMutants(fn: ShellFunction, was: string): Change[] {
  const lines = was.split("\n");
  return fn.commands
    .filter(({ name }) => probing.has(name ?? ""))
    .map(({ line, column }) => {
      const index = line - fn.startLine;
      const text = lines[index] ?? "";
      const [before, call] = [text.slice(0, column - 1), text.slice(column - 1)];
      const said = call.replace(/ (\|\||&&) .*|; then.*| \\$/, "").slice(0, 60);
      const becomes = lines.with(index, `${before}overlook ${call}`).join("\n");
      return { fault: `overlooked: ${said} in ${fn.name}`, was, becomes: withOverlook(fn, becomes) };
    });
}

/** Inside the function, since some functions are sent elsewhere alone. */
function withOverlook({ name }: ShellFunction, code: string): string {
  return code.replace(`${name}() {`, () => `${name}() { overlook() { "$@" || last_exit=0; };`);
}

/** The function without the comment above it. */
function codeOf(fn: ShellFunction): string {
  return fn.text.slice(fn.text.indexOf(`${fn.name}()`));
}
