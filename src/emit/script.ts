import { type Action, type Call, expressionsOf } from "../model/call.ts";
import type { ConfigField } from "../model/config.ts";
import { configVariable, constantName } from "../model/names.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import { configPaths, type Expression, literalOf } from "../model/value.ts";
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
  const { guard, apply, verify, preflight } = step.resource;
  return lines([
    comment(`${plan.why.replace(/\.$/, "")} (${step.at.file}:${step.at.line}).`),
    actionFunction("guard", step, guard),
    ...(apply === undefined ? [] : [actionFunction("apply", step, apply)]),
    ...(verify === undefined ? [] : [actionFunction("verify", step, verify)]),
    ...(preflight === undefined ? [] : [actionFunction("preflight", step, preflight)]),
  ]);
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
    return sh`wait_until ${id} ${summary} ${wordOf(deadline, step.id)}`;
  }
  const isOnlyLooking = step.mode === "verify" || step.resource.apply === undefined;
  return isOnlyLooking ? sh`verify ${id} ${summary}` : sh`converge ${id} ${summary}`;
}

/** Consecutive steps under one condition stand in one `if`; the others are said to be skipped, and why. */
export function conditioned(
  plans: readonly StepPlan[],
  linesOf: (plan: StepPlan) => ShellText[],
  skip: boolean,
): ShellText[] {
  return runsOf(plans).flatMap((run) => {
    const body = run.flatMap(linesOf);
    const when = run[0]?.step.when;
    if (when === undefined || body.length === 0) return body;
    const test = sh`if [[ ${variableWord(when.field)} == true ]]; then`;
    const ids = run.map(({ step }) => sh`${{ value: step.id }}`);
    const otherwise = skip ? [sh`else`, sh`skip_steps ${{ value: when.otherwise }} ${ids}`] : [];
    return [test, ...body, ...otherwise, sh`fi`];
  });
}

function runsOf(plans: readonly StepPlan[]): StepPlan[][] {
  const runs: StepPlan[][] = [];
  for (const plan of plans) {
    const last = runs.at(-1);
    if (last?.[0]?.step.when === plan.step.when && last !== undefined) last.push(plan);
    else runs.push([plan]);
  }
  return runs;
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
export function checkPreconditions(plans: readonly StepPlan[]): ShellText | undefined {
  const asked = conditioned(plans, preconditionLines, false);
  if (asked.length === 0) return undefined;
  return lines([
    sh`# Nothing is changed before all of this holds.`,
    sh`check_preconditions() {`,
    ...asked,
    sh`refuse_on_findings`,
    sh`}`,
  ]);
}

/** One `observe()` that reads every fact with one call a collector. */
export function observe(plans: readonly StepPlan[]): ShellText {
  const collectors = new Map<string, ShellText[]>();
  for (const { step } of plans) {
    for (const fact of step.resource.facts) {
      const words = fact.subjects.map((subject) => wordOf(subject, step.id));
      collectors.set(fact.collector, [...new Set([...(collectors.get(fact.collector) ?? []), ...words])]);
    }
  }
  const calls = [...collectors].map(
    ([name, words]) => [identifier(name), ...words].join(" \\\n") as ShellText,
  );
  const body = calls.length > 0 ? calls : [sh`:`];
  return lines([
    sh`# What the guards look at, read at once, and again after each change.`,
    sh`observe() {`,
    ...body,
    sh`}`,
  ]);
}

interface Constant {
  readonly name: string;
  readonly value: Expression;
  readonly step: string;
}

/** Every named constant of the steps, once. */
function constantsOf(plans: readonly StepPlan[]): Constant[] {
  const found = new Map<string, Constant>();
  for (const { step } of plans) {
    for (const expression of stepExpressions(step)) collectConstants(expression, step.id, found);
  }
  return [...found.values()];
}

/** Every expression of a step that ends up in the script. */
function stepExpressions({ resource, when }: Step): readonly Expression[] {
  const { guard, apply, verify, preflight, facts, summary, waits } = resource;
  const actions = [guard, apply, verify, preflight].filter((action) => action !== undefined);
  const deadlines = waits.flatMap(({ deadline }) => (deadline === undefined ? [] : [deadline]));
  const condition = when === undefined ? [] : [when.field];
  return [
    summary,
    ...condition,
    ...deadlines,
    ...actions.flatMap(expressionsOf),
    ...facts.flatMap((fact) => fact.subjects),
  ];
}

function collectConstants(expression: Expression, step: string, found: Map<string, Constant>): void {
  if (expression.type === "join") for (const part of expression.parts) collectConstants(part, step, found);
  if (expression.type === "edit") collectConstants(expression.of, step, found);
  if (expression.type !== "named") return;
  collectConstants(expression.value, step, found);
  const name = constantName(expression.owner ?? step, expression.name);
  found.set(name, { name, value: expression.value, step });
}

/** Constants that are known when compiling, at the top of the script. */
export function literalConstants(plans: readonly StepPlan[]): ShellText[] {
  return constantsOf(plans)
    .filter((constant) => literalOf(constant.value) !== undefined)
    .map((constant) => sh`readonly ${identifier(constant.name)}=${wordOf(constant.value, constant.step)}`);
}

/** The table of fields for the emitted jq: JSON, one field a line so that a diff shows what changed. */
export function fieldTable(pipeline: Pipeline): string {
  const fields = pipeline.config.fields.map((field) => `  ${JSON.stringify(tableEntry(field))}`);
  const enabledBy = JSON.stringify(pipeline.config.enabledBy ?? null);
  return `{"enabled_by": ${enabledBy}, "fields": [\n${fields.join(",\n")}\n]}`;
}

function tableEntry({ description, ...field }: ConfigField) {
  // jq's regular expressions take ^ and $ for the ends of a line; \A and \z are the ends of the text.
  const { pattern } = field;
  return pattern === undefined
    ? field
    : { ...field, pattern: pattern.replace(/^\^/, "\\A").replace(/\$$/, "\\z") };
}

/** `read_configuration() { … }`: every field a step uses, and every derived constant, under its name. */
export function readConfiguration(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
  const used = new Set(
    plans
      .flatMap(({ step }) => stepExpressions(step))
      .flatMap(configPaths)
      .map(configVariable),
  );
  const fields = pipeline.config.fields.flatMap(({ path }, index) => {
    const name = configVariable(path);
    return used.has(name)
      ? [sh`readonly ${identifier(name)}=\${field_values[${{ value: String(index) }}]}`]
      : [];
  });
  const derived = constantsOf(plans)
    .filter((constant) => literalOf(constant.value) === undefined)
    .map((constant) => sh`readonly ${identifier(constant.name)}=${wordOf(constant.value, constant.step)}`);
  return lines([
    sh`# Every value from the configuration that this script uses, checked before anything else happens.`,
    sh`read_configuration() {`,
    sh`read_fields "$DEFAULT_CONFIG" "$FIELDS"`,
    ...fields,
    ...derived,
    sh`}`,
  ]);
}
