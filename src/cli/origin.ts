import { type FunctionFile, reachableFrom, referencesOf } from "../emit/functions.ts";
import { libraryName } from "../emit/tree.ts";
import { configVariable } from "../model/names.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import type { StepPlan } from "../plan/step-plan.ts";
import { functionsOf, type ShellFunction } from "../shell/commands.ts";
import { parseBash } from "../shell/parse.ts";

/** Where a line of an emitted script comes from. */
export interface Origin {
  /** In words: "guard of step nouveau_off". */
  readonly part: string;
  /** The source to change: the author's line, a kind's bash, or a template. */
  readonly source: { readonly file: string; readonly line: number };
  /** Steps that the line belongs to, or that reach it. */
  readonly steps: readonly StepPlan[];
}

/** Everything that was compiled, as far as origins need it. */
export interface Emitted {
  readonly plans: readonly PipelinePlan[];
  readonly functionFiles: readonly FunctionFile[];
  /** Path below `bin/` and text. */
  readonly scripts: ReadonlyMap<string, string>;
}

/** Where a line of the emitted file `script` comes from; `text` is that file as it lies there. */
export function originOf(script: string, text: string, line: number, emitted: Emitted): Origin {
  const functions = functionsIn(text, emitted);
  const fn = functions.find((candidate) => firstLine(candidate) <= line && line <= candidate.endLine);
  if (script === libraryName || isShared(fn, emitted)) return libraryOrigin(fn, emitted);
  const plan = emitted.plans.find(({ pipeline }) => pipeline.script === script);
  if (plan === undefined) throw new Error(`no pipeline emits ${script}`);
  return (
    actionOrigin(fn, plan) ??
    mentionOrigin(fn, line, plan) ??
    constantOrigin(functions, text, line, plan) ?? {
      part: fn === undefined ? "the frame of every script" : `${fn.name}, in the frame of every script`,
      source: { file: "templates/script.sh.hbs", line: 1 },
      steps: [],
    }
  );
}

const parsed = new WeakMap<Emitted, Map<string, readonly ShellFunction[]>>();

/** Functions of a text, parsed once for all that is asked about it: a library with a fault often has many. */
function functionsIn(text: string, emitted: Emitted): readonly ShellFunction[] {
  const texts = parsed.get(emitted) ?? new Map<string, readonly ShellFunction[]>();
  parsed.set(emitted, texts);
  const functions = texts.get(text) ?? functionsOf(parseBash(text));
  texts.set(text, functions);
  return functions;
}

/** A standalone script has functions of the library inside. */
function isShared(fn: ShellFunction | undefined, { functionFiles }: Emitted): boolean {
  return functionFiles.some(({ functions }) => functions.some(({ name }) => name === fn?.name));
}

function firstLine({ startLine, endLine, text }: ShellFunction): number {
  const comment = text.split("\n").length - (endLine - startLine + 1);
  return startLine - comment;
}

function stepOrigin(part: string, plan: StepPlan): Origin {
  return { part: `${part} of step ${plan.step.id}`, source: plan.step.at, steps: [plan] };
}

/** `guard_x`, `inside_apply_x` and their like belong to step x. */
function actionOrigin(fn: ShellFunction | undefined, { steps }: PipelinePlan): Origin | undefined {
  const [, inside, role = "", id] =
    /^(inside_)?(guard|apply|verify|preflight)_(.+)$/.exec(fn?.name ?? "") ?? [];
  const plan = steps.find(({ step }) => step.id === id);
  return plan && stepOrigin(inside === undefined ? role : `${role} inside the container`, plan);
}

/** A line such as `converge x …` in a function of the frame. */
function mentionOrigin(
  fn: ShellFunction | undefined,
  line: number,
  { steps }: PipelinePlan,
): Origin | undefined {
  const command = fn?.commands.findLast((candidate) => candidate.line <= line);
  const plan = steps.find(({ step }) => step.id === command?.words[1]);
  return plan === undefined ? undefined : stepOrigin(`"${command?.name}" line`, plan);
}

/** `readonly STEP_CONTENT=…` at the top, or a configuration value. */
function constantOrigin(
  functions: readonly ShellFunction[],
  text: string,
  line: number,
  plan: PipelinePlan,
): Origin | undefined {
  const lines = text.split("\n").slice(0, line);
  const index = lines.findLastIndex((candidate) => /^\s*readonly [A-Z0-9_]+=/.test(candidate));
  if (functions.some((fn) => isBetween(fn, index + 1, line))) return undefined;
  const name = /readonly ([A-Z0-9_]+)=/.exec(lines[index] ?? "")?.[1] ?? "";
  const owner = ownerOf(name, plan);
  if (owner !== undefined) return stepOrigin(`constant ${name}`, owner);
  const field = plan.pipeline.config.fields.find(({ path }) => configVariable(path) === name);
  if (field === undefined) return undefined;
  return {
    part: `configuration field ${field.path.join(".")}: ${field.description}`,
    source: plan.pipeline.at,
    steps: plan.steps.filter(({ step }) =>
      JSON.stringify(step.resource).includes(JSON.stringify(field.path)),
    ),
  };
}

/** A function begins or ends between a constant and the line: the line is no part of the constant. */
function isBetween({ startLine, endLine }: ShellFunction, constant: number, line: number): boolean {
  return (startLine > constant && startLine <= line) || (endLine >= constant && endLine < line);
}

/** The step with the longest id that a constant's name starts with. */
function ownerOf(name: string, { steps }: PipelinePlan): StepPlan | undefined {
  const owners = steps.filter(({ step }) => name.startsWith(`${step.id.toUpperCase()}_`));
  return owners.sort((a, b) => b.step.id.length - a.step.id.length)[0];
}

function libraryOrigin(fn: ShellFunction | undefined, emitted: Emitted): Origin {
  const file = emitted.functionFiles.find(({ functions }) => functions.some(({ name }) => name === fn?.name));
  const source = file?.functions.find(({ name }) => name === fn?.name);
  if (fn === undefined || file === undefined || source === undefined) {
    return {
      part: "what the library's functions need",
      source: { file: "templates/library.sh.hbs", line: 1 },
      steps: [],
    };
  }
  return {
    part: `library function ${fn.name}`,
    source: { file: file.path, line: source.startLine },
    // To find them takes longer than all the rest, and only `explain` asks for them.
    get steps() {
      return emitted.plans.flatMap((plan) => stepsReaching(fn.name, plan, emitted));
    },
  };
}

/** Steps of a pipeline from whose guard, apply, verify or preflight a library function is reached. */
function stepsReaching(name: string, plan: PipelinePlan, emitted: Emitted): StepPlan[] {
  const functions = functionsIn(emitted.scripts.get(plan.pipeline.script) ?? "", emitted);
  return plan.steps.filter(({ step }) => {
    const own = functions.filter((fn) => actionOrigin(fn, plan)?.steps[0]?.step.id === step.id);
    return reachableFrom(own.flatMap(referencesOf), emitted.functionFiles).has(name);
  });
}
