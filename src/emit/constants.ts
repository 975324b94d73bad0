import type { ConfigSchema } from "../model/config.ts";
import { configVariable, constantName } from "../model/names.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { preconditionExpressions, stepExpressions } from "../model/used-fields.ts";
import { type Computed, configPaths, type Expression, literalOf } from "../model/value.ts";
import type { StepPlan } from "../plan/step-plan.ts";
import type { ShellText } from "../shell/quote.ts";
import { identifier, lines, sh } from "../shell/text.ts";
import { fieldTable } from "./field-table.ts";
import { wordOf } from "./words.ts";

/** Whether a variable keeps its value, or gets that of the next container. */
type Declare = "readonly" | "";

function assigned(declare: Declare, name: string, value: ShellText): ShellText {
  return declare === "" ? sh`${identifier(name)}=${value}` : sh`readonly ${identifier(name)}=${value}`;
}

interface Constant {
  readonly name: string;
  readonly value: Expression;
  readonly step: string;
}

/** Constants that are known when compiling, at the top of the script. */
export function literalConstants(plans: readonly StepPlan[]): ShellText[] {
  return constantsOf(plans)
    .filter((constant) => literalOf(constant.value) !== undefined)
    .map((constant) => constantLine(constant));
}

/** Where the configuration lies, and what its fields must be. */
export function configurationConstants(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText[] {
  const { config, containers } = pipeline;
  const own = [
    sh`readonly DEFAULT_CONFIG=${{ value: config.file }}`,
    sh`readonly FIELDS=${{ value: fieldTable(config) }}`,
  ];
  if (containers === undefined) return own;
  return [
    ...own,
    sh`readonly DEFAULT_LXC_CONFIG=${{ value: containers.file }}`,
    sh`readonly LXC_FIELDS=${{ value: fieldTable(containers) }}`,
    ...(pipeline.target === "containers" ? [variablesOfEach(pipeline, plans)] : []),
  ];
}

/** The values of one container, which each of them sets anew. */
function variablesOfEach(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
  const values = valuesOf(pipeline, plans);
  const used = usedVariables(values);
  const own = (pipeline.containers?.fields ?? []).map(({ path }) => configVariable(path));
  const made = [...computedOf(values), ...derivedConstants(plans)].map(({ name }) => name);
  const names = [...own.filter((name) => used.has(name)), ...made];
  return sh`declare -g ${names.map((name) => sh`${identifier(name)}=''`)}`;
}

function derivedConstants(plans: readonly StepPlan[]): Constant[] {
  return constantsOf(plans).filter((constant) => literalOf(constant.value) === undefined);
}

/** The functions that read the configuration: of one container, or of all and then each in its turn. */
export function configurationFunctions(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
  return pipeline.target === "containers"
    ? lines([
        readAllConfiguration(pipeline, plans),
        sh``,
        enterContainer(pipeline, plans),
        sh``,
        prepareSteps(pipeline, plans),
      ])
    : readConfiguration(pipeline, plans);
}

/** `read_configuration() { … }` of a script for all containers: what holds for all of them. */
function readAllConfiguration(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
  return lines([
    sh`# Every value from the configuration that this script uses, of all containers, checked before anything else happens.`,
    sh`read_configuration() {`,
    sh`read_all_containers "$DEFAULT_CONFIG" "$FIELDS" "$DEFAULT_LXC_CONFIG" "$LXC_FIELDS"`,
    ...fieldLines([pipeline.config], valuesOf(pipeline, plans)),
    ...deadlineLines(pipeline),
    sh`}`,
  ]);
}

/** `enter_container() { … }`: what its preconditions need of the values of one container, and of what is made of them. */
function enterContainer(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
  const isEarly = earlyNames(plans);
  return lines([
    sh`# What the configuration says of one container, which is then the one at hand, as far as its preconditions ask.`,
    sh`enter_container() { # <CTID>`,
    sh`choose_own_values "$1"`,
    sh`local place=\${container_place[$1]}`,
    ...ownLines(pipeline, plans, (name) => isEarly.has(name)),
    sh`}`,
  ]);
}

/** `prepare_steps() { … }`: the others. */
function prepareSteps(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
  const isEarly = earlyNames(plans);
  const isInside = plans.some(({ step }) => step.resource.inside !== undefined);
  const own = [
    ...ownLines(pipeline, plans, (name) => !isEarly.has(name)),
    ...(isInside ? [sh`choose_inside_steps`] : []),
  ];
  return lines([
    sh`# All else that its steps need. A plan of many containers would take a tenth longer with it, and tell no more.`,
    sh`prepare_steps() {`,
    sh`local place=\${container_place[$CTID]}`,
    ...own,
    sh`}`,
  ]);
}

function ownLines(
  pipeline: Pipeline,
  plans: readonly StepPlan[],
  isWanted: (name: string) => boolean,
): ShellText[] {
  const { containers } = pipeline;
  const schemas = containers === undefined ? [] : [containers];
  return [
    ...fieldLines(schemas, valuesOf(pipeline, plans), "", ownValue, isWanted),
    ...madeLines(pipeline, plans, "", isWanted),
  ];
}

/** Names of all variables that the preconditions of the steps come to. */
function earlyNames(plans: readonly StepPlan[]): ReadonlySet<string> {
  const constants = new Map<string, Constant>();
  const values = plans.flatMap(({ step }) => {
    const read = preconditionExpressions(step);
    for (const expression of read) collectConstants(expression, step.id, constants);
    return read;
  });
  return new Set([
    ...usedVariables(values),
    ...computedOf(values).map(({ name }) => name),
    ...constants.keys(),
  ]);
}

/** `read_configuration() { … }`: every field a step uses, and every derived value, under its name. */
function readConfiguration(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
  const { config, containers } = pipeline;
  const schemas = containers === undefined ? [config] : [config, containers];
  const read = sh`read_fields "$DEFAULT_CONFIG" "$FIELDS"`;
  return lines([
    sh`# Every value from the configuration that this script uses, checked before anything else happens.`,
    sh`read_configuration() {`,
    containers === undefined ? read : sh`${read} "$DEFAULT_LXC_CONFIG" "$LXC_FIELDS"`,
    ...fieldLines(schemas, valuesOf(pipeline, plans)),
    ...derivedLines(pipeline, plans),
    sh`}`,
  ]);
}

/** What is made of the fields: values that a function computes, and constants that are put together from others. */
export function derivedLines(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText[] {
  return [...deadlineLines(pipeline), ...madeLines(pipeline, plans, "readonly")];
}

function deadlineLines({ deadline }: Pipeline): ShellText[] {
  return deadline === undefined ? [] : [sh`container_deadline=${wordOf(deadline, "")}`];
}

function madeLines(
  pipeline: Pipeline,
  plans: readonly StepPlan[],
  declare: Declare,
  isWanted = anyName,
): ShellText[] {
  const computed = computedOf(valuesOf(pipeline, plans)).filter(({ name }) => isWanted(name));
  const derived = derivedConstants(plans).filter(({ name }) => isWanted(name));
  return [
    ...computed.flatMap((value) => computedLines(value, declare)),
    ...derived.map((constant) => constantLine(constant, declare)),
  ];
}

function anyName(_name: string): boolean {
  return true;
}

function fieldLines(
  schemas: readonly ConfigSchema[],
  values: readonly Expression[],
  declare: Declare = "readonly",
  valueAt: (index: string) => ShellText = fieldValue,
  isWanted = anyName,
): ShellText[] {
  const used = usedVariables(values);
  const names = schemas.flatMap(({ fields }) => fields.map(({ path }) => configVariable(path)));
  return names.flatMap((name, index) =>
    used.has(name) && isWanted(name) ? [assigned(declare, name, valueAt(String(index)))] : [],
  );
}

function fieldValue(index: string): ShellText {
  return sh`\${field_values[${{ value: index }}]}`;
}

/** Of the container at hand, whose values begin at a place of their own. */
function ownValue(index: string): ShellText {
  return sh`\${container_values[place + ${{ value: index }}]}`;
}

/** Names of the configuration variables that some values read. */
export function usedVariables(values: readonly Expression[]): ReadonlySet<string> {
  return new Set(values.flatMap(configPaths).map(configVariable));
}

/** Every expression of a pipeline that ends up in its script. */
export function valuesOf({ deadline }: Pipeline, plans: readonly StepPlan[]): readonly Expression[] {
  const own = deadline === undefined ? [] : [deadline];
  return [...own, ...plans.flatMap(({ step }) => stepExpressions(step))];
}

function constantLine({ name, value, step }: Constant, declare: Declare = "readonly"): ShellText {
  return assigned(declare, name, wordOf(value, step));
}

/** Computed values, each once, after those it is made of. */
function computedOf(values: readonly Expression[]): Computed[] {
  const found = new Map<string, Computed>();
  for (const value of values) collectComputed(value, found);
  return [...found.values()];
}

function collectComputed(expression: Expression, found: Map<string, Computed>): void {
  if (expression.type === "join") for (const part of expression.parts) collectComputed(part, found);
  if (expression.type === "edit") collectComputed(expression.of, found);
  if (expression.type === "named") collectComputed(expression.value, found);
  if (expression.type !== "computed" || found.has(expression.name)) return;
  for (const arg of expression.args) collectComputed(arg, found);
  found.set(expression.name, expression);
}

/** What is never to change cannot be filled in by a function, which needs a variable of its own for that. */
function computedLines({ name, by, args }: Computed, declare: Declare): ShellText[] {
  const words = args.map((arg) => wordOf(arg, ""));
  if (declare === "") return [sh`${identifier(by)} ${identifier(name)} ${words}`];
  const variable = identifier(name.toLowerCase());
  return [
    sh`local ${variable}=''`,
    sh`${identifier(by)} ${variable} ${words}`,
    assigned(declare, name, sh`$${variable}`),
  ];
}

/** Every named constant of the steps, once. */
function constantsOf(plans: readonly StepPlan[]): Constant[] {
  const found = new Map<string, Constant>();
  for (const { step } of plans) {
    for (const expression of stepExpressions(step)) collectConstants(expression, step.id, found);
  }
  return [...found.values()];
}

function collectConstants(expression: Expression, step: string, found: Map<string, Constant>): void {
  if (expression.type === "join") for (const part of expression.parts) collectConstants(part, step, found);
  if (expression.type === "edit") collectConstants(expression.of, step, found);
  if (expression.type !== "named") return;
  collectConstants(expression.value, step, found);
  const name = constantName(expression.owner ?? step, expression.name);
  found.set(name, { name, value: expression.value, step });
}
