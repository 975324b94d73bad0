import { functionsOf, type ShellFunction } from "../../src/shell/commands.ts";
import { parseBash } from "../../src/shell/parse.ts";

/** One deliberate fault in the emitted bash. A test must notice it. */
export interface Mutant {
  /** `success guard_driver`, `drop converge nouveau_off` … */
  readonly name: string;
  readonly file: "script" | "library";
  /** Steps it concerns: their scenarios are tried first. */
  readonly steps: readonly string[];
  readonly mutate: (source: string) => string;
}

/** Every guard, verify, preflight, wait, probe and order edge, one fault each. */
export function mutantsOf(
  script: string,
  library: string,
  needs: ReadonlyMap<string, readonly string[]>,
): Mutant[] {
  const scriptFunctions = functionsOf(parseBash(script));
  return [
    ...scriptFunctions.flatMap(answerMutants),
    ...orderMutants(scriptFunctions, needs),
    ...functionsOf(parseBash(library)).flatMap(libraryMutants),
  ];
}

const answering = /^(guard|verify|preflight)_(.+)$/;

/** A function that answers always says yes, or always says drift. */
function answerMutants(fn: ShellFunction): Mutant[] {
  const step = answering.exec(fn.name)?.[2];
  if (step === undefined) return [];
  const replaced = (verb: string, body: string): Mutant => ({
    name: `${verb} ${fn.name}`,
    file: "script",
    steps: [step],
    mutate: (source) => source.replace(codeOf(fn), `${fn.name}() { ${body}; }`),
  });
  return [replaced("always holds:", "return 0"), replaced("always drifts:", "drift wanted found")];
}

/** A step is left out; a step comes before one whose proof it needs. */
function orderMutants(
  functions: readonly ShellFunction[],
  needs: ReadonlyMap<string, readonly string[]>,
): Mutant[] {
  const steps = functions.find(({ name }) => name === "converge_steps");
  const lines = (steps?.text ?? "")
    .split("\n")
    .filter((line) => /^\s*(converge|verify|wait_until) /.test(line));
  const lineOf = new Map(lines.map((line) => [line.trim().split(" ")[1] ?? "", line]));
  const dropped = [...lineOf].map(
    ([step, line]): Mutant => ({
      name: `dropped: ${line.trim().split(" ").slice(0, 2).join(" ")}`,
      file: "script",
      steps: [step],
      mutate: (source) => source.replace(`${line}\n`, `${line.replace(/\S.*/, ":")}\n`),
    }),
  );
  const swapped = [...lineOf].flatMap(([step, line]) =>
    (needs.get(step) ?? []).flatMap((needed): Mutant[] => {
      const before = lineOf.get(needed);
      if (before === undefined) return [];
      const move = (source: string) => source.replace(`${line}\n`, "").replace(before, `${line}\n${before}`);
      return [
        { name: `order: ${step} before ${needed}`, file: "script", steps: [step, needed], mutate: move },
      ];
    }),
  );
  return [...dropped, ...swapped];
}

/** A probe's failure is overlooked; a wait never ends in vain; a check that refuses does not. */
function libraryMutants(fn: ShellFunction): Mutant[] {
  const code = codeOf(fn);
  const overlooked = [...code.matchAll(/^(\s*)(probe \w+ .*?)( \|\| |$)/gm)].map(
    (match): Mutant => ({
      name: `overlooked: ${(match[2] ?? "").slice(0, 60)} in ${fn.name}`,
      file: "library",
      steps: [],
      mutate: (source) =>
        source.replace(code, code.replace(match[0], `${match[1]}${match[2]} || true${match[3]}`)),
    }),
  );
  const untold = code.includes("cannot_tell ") && fn.name !== "cannot_tell" ? [untoldMutant(fn, code)] : [];
  const silenced = guardians.includes(fn.name) ? [silencedMutant(fn, code)] : [];
  return [...overlooked, ...untold, ...silenced];
}

/** Functions of the frame that refuse, end or prove: without them a run goes on where it must not. */
const guardians = [
  "prove",
  "time_out",
  "refuse_on_findings",
  "refuse_before_selection",
  "is_behind_pending",
  "lock_host",
];

function silencedMutant(fn: ShellFunction, code: string): Mutant {
  const answer = fn.name === "is_behind_pending" ? 1 : 0;
  return {
    name: `silenced: ${fn.name}`,
    file: "library",
    steps: [],
    mutate: (source) => source.replace(code, `${fn.name}() { return ${answer}; }`),
  };
}

/** What cannot be told counts as drift: the step would be applied on a guess. */
function untoldMutant(fn: ShellFunction, code: string): Mutant {
  return {
    name: `guesses: ${fn.name}`,
    file: "library",
    steps: [],
    mutate: (source) => source.replace(code, code.replaceAll("cannot_tell ", "drift ")),
  };
}

/** The function without the comment above it. */
function codeOf(fn: ShellFunction): string {
  return fn.text.slice(fn.text.indexOf(`${fn.name}()`));
}
