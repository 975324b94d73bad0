import type { Action, Call } from "../model/call.ts";
import type { Fact } from "../model/fact.ts";
import type { Condition, Step } from "../model/pipeline.ts";
import type { Inside } from "../model/resource.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import type { StepPlan } from "../plan/step-plan.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment, identifier, lines, sh } from "../shell/text.ts";
import { variableWord, wordOf } from "./words.ts";

/** Emitted lines are broken where they can be beyond this many columns. */
const maxWidth = 100;

/** A guard, apply or verify as a bash function of the script. */
function actionFunction(prefix: string, step: Step, action: Action): ShellText {
  const name = identifier(`${prefix}_${step.id}`);
  const body = actionBody(action, step.id);
  if (action.type === "script") return lines([sh`${name}() {`, body, sh`}`]);
  const line = sh`${name}() { ${body}; }`;
  return line.length <= maxWidth ? line : lines([sh`${name}() {`, brokenCall(action, step.id), sh`}`]);
}

/** A call that is too long for one line: one argument a line. */
function brokenCall({ name, args }: Call, step: string): ShellText {
  return [identifier(name), ...args.map((arg) => wordOf(arg, step))].join(" \\\n") as ShellText;
}

/** What stands between the braces: one call, or the author's lines. */
export function actionBody(action: Action, step: string): ShellText {
  if (action.type === "call") {
    return [identifier(action.name), ...action.args.map((arg) => wordOf(arg, step))].join(" ") as ShellText;
  }
  const text = action.body.map((part) => ("bash" in part ? part.bash : wordOf(part.hole, step))).join("");
  return text.trim() as ShellText;
}

/** A step's functions under one comment that says why. */
export function stepFunctions(plan: StepPlan): ShellText {
  const { step } = plan;
  const { inside } = step.resource;
  // What runs other scripts is a function of the frame.
  if (step.mode === "run") return "" as ShellText;
  return lines([
    comment(`${plan.why.replace(/\.$/, "")} (${step.at.file}:${step.at.line}).`),
    // A wait inside is asked for by the frame itself.
    ...(inside !== undefined && step.mode === "wait" ? [] : actionFunctions("", step, step.resource)),
    ...(inside === undefined ? [] : actionFunctions("inside_", step, inside)),
    ...(inside === undefined || step.mode !== "wait" ? [] : polledFacts(step, inside)),
  ]);
}

/** Where a guard is polled, only what it looks at itself is read again each time. */
function polledFacts(step: Step, { facts }: Inside): ShellText[] {
  const calls = factCalls([[step, facts]]);
  return calls.length === 0 ? [] : [sh`${identifier(`inside_observe_${step.id}`)}() {`, ...calls, sh`}`];
}

function actionFunctions(prefix: string, step: Step, actions: Omit<Inside, "facts">): ShellText[] {
  const { guard, apply, verify, preflight } = actions;
  const named = Object.entries({ guard, apply, verify, preflight });
  return named.flatMap(([name, action]) =>
    action === undefined ? [] : [actionFunction(`${prefix}${name}`, step, action)],
  );
}

/** `declare_step runfile dsl/host/nvidia.ts:31 <after> <deadline>`, and the reason on a line of its own. */
export function declaration({ step, why, after, deadline }: StepPlan): ShellText {
  const source = { value: `${step.at.file}:${step.at.line}` };
  if (step.mode === "require") {
    const first = sh`declare_precondition ${{ value: step.id }} ${source}`;
    return lines([`${first} \\` as ShellText, sh`${{ value: why }}`]);
  }
  const first = sh`declare_step ${{ value: step.id }} ${source} ${{ value: after.join(" ") }} ${{ value: deadline }}`;
  return lines([`${first} \\` as ShellText, sh`${{ value: why }}`]);
}

/** The line of `converge_steps` for a step. */
export function convergeLine({ step }: StepPlan): ShellText {
  const summary = wordOf(step.resource.summary, step.id);
  const id = { value: step.id };
  if (step.mode === "wait") {
    const deadline = step.resource.waits[0]?.deadline ?? { type: "literal", text: "0" };
    const wait = identifier(step.resource.inside === undefined ? "wait_until" : "wait_inside");
    return sh`${wait} ${id} ${summary} ${wordOf(deadline, step.id)}`;
  }
  if (step.mode === "run") return sh`${actionName(step)} ${id} ${summary}`;
  const isOnlyLooking = step.mode === "verify" || step.resource.apply === undefined;
  return isOnlyLooking ? sh`verify ${id} ${summary}` : sh`converge ${id} ${summary}`;
}

function actionName({ resource: { guard } }: Step): ShellText {
  if (guard.type === "call") return identifier(guard.name);
  throw new Error("what runs other scripts is one call");
}

/**
 * Consecutive steps under one condition stand in one `if`, conditions within conditions likewise; the others are said to
 * be skipped, and why.
 */
export function conditioned(
  plans: readonly StepPlan[],
  linesOf: (plan: StepPlan) => ShellText[],
  skip: boolean,
  depth = 0,
): ShellText[] {
  return runsOf(plans, depth).flatMap((run) => {
    const when = conditionsOf(run[0])[depth];
    if (when === undefined) return run.flatMap(linesOf);
    const body = conditioned(run, linesOf, skip, depth + 1);
    if (body.length === 0) return [];
    const ids = run.map(({ step }) => sh`${{ value: step.id }}`);
    const otherwise = skip ? [sh`else`, sh`skip_steps ${{ value: when.otherwise }} ${ids}`] : [];
    return [sh`if [[ ${variableWord(when.field)} == true ]]; then`, ...body, ...otherwise, sh`fi`];
  });
}

function runsOf(plans: readonly StepPlan[], depth: number): StepPlan[][] {
  const runs: StepPlan[][] = [];
  for (const plan of plans) {
    const last = runs.at(-1);
    if (last !== undefined && isUnderSame(last[0], plan, depth)) last.push(plan);
    else runs.push([plan]);
  }
  return runs;
}

function isUnderSame(one: StepPlan | undefined, other: StepPlan, depth: number): boolean {
  const [a, b] = [conditionsOf(one)[depth], conditionsOf(other)[depth]];
  return a?.otherwise === b?.otherwise && JSON.stringify(a?.field) === JSON.stringify(b?.field);
}

/** The conditions a step stands in, the outermost first. */
function conditionsOf(plan: StepPlan | undefined): Condition[] {
  const conditions: Condition[] = [];
  for (let at = plan?.step.when; at !== undefined; at = at.outer) conditions.unshift(at);
  return conditions;
}

/** `preflight` lines: every precondition step, and every step that asks for something before the first change. */
function preconditionLines({ step }: StepPlan): ShellText[] {
  const summary = wordOf(step.resource.summary, step.id);
  const id = { value: step.id };
  const guarded =
    step.mode === "require" ? [sh`preflight ${id} ${identifier(`guard_${step.id}`)} ${summary}`] : [];
  const { preflight } = step.resource;
  const asked =
    preflight === undefined ? [] : [sh`preflight ${id} ${identifier(`preflight_${step.id}`)} ${summary}`];
  return [...guarded, ...asked];
}

/** `check_preconditions() { … }`, or nothing where no step asks for it. */
export function checkPreconditions({ pipeline, steps: plans }: PipelinePlan): ShellText | undefined {
  const asked = conditioned(plans, preconditionLines, false);
  if (asked.length === 0) return undefined;
  // Of many containers the run is refused when all are told.
  const refuse = pipeline.target === "containers" ? [] : [sh`refuse_on_findings`];
  return lines([
    sh`# Nothing is changed before all of this holds.`,
    sh`check_preconditions() {`,
    ...asked,
    ...refuse,
    sh`}`,
  ]);
}

/** One `observe()` that reads every fact with one call a collector. */
export function observe({ pipeline, steps }: PipelinePlan): ShellText {
  const calls = factCalls(steps.map(({ step }) => [step, step.resource.facts]));
  const forget = pipeline.target === "host" ? [] : [sh`forget_container`];
  return lines([
    sh`# What the guards look at, read at once, and again after each change.`,
    sh`observe() {`,
    ...(calls.length + forget.length > 0 ? [...calls, ...forget] : [sh`:`]),
    sh`}`,
  ]);
}

/** Calls of the collectors, each with all that some step wants of it. */
export function factCalls(wanted: readonly (readonly [Step, readonly Fact[]])[]): ShellText[] {
  const collectors = new Map<string, ShellText[]>();
  for (const [step, facts] of wanted) {
    for (const fact of facts) {
      const words = fact.subjects.map((subject) => wordOf(subject, step.id));
      collectors.set(fact.collector, [...new Set([...(collectors.get(fact.collector) ?? []), ...words])]);
    }
  }
  return [...collectors].map(([name, words]) => [identifier(name), ...words].join(" \\\n") as ShellText);
}
