import type { ConfigSchema } from "../model/config.ts";
import { configVariable, constantName } from "../model/names.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { stepExpressions } from "../model/used-fields.ts";
import { type Computed, configPaths, type Expression, literalOf } from "../model/value.ts";
import type { StepPlan } from "../plan/step-plan.ts";
import type { ShellText } from "../shell/quote.ts";
import { identifier, lines, sh } from "../shell/text.ts";
import { fieldTable } from "./field-table.ts";
import { wordOf } from "./words.ts";

interface Constant {
  readonly name: string;
  readonly value: Expression;
  readonly step: string;
}

/** Constants that are known when compiling, at the top of the script. */
export function literalConstants(plans: readonly StepPlan[]): ShellText[] {
  return constantsOf(plans)
    .filter((constant) => literalOf(constant.value) !== undefined)
    .map(constantLine);
}

/** Where the configuration lies, and what its fields must be. */
export function configurationConstants({ config, containers }: Pipeline): ShellText[] {
  const own = [
    sh`readonly DEFAULT_CONFIG=${{ value: config.file }}`,
    sh`readonly FIELDS=${{ value: fieldTable(config) }}`,
  ];
  if (containers === undefined) return own;
  return [
    ...own,
    sh`readonly DEFAULT_LXC_CONFIG=${{ value: containers.file }}`,
    sh`readonly LXC_FIELDS=${{ value: fieldTable(containers) }}`,
  ];
}

/** `read_configuration() { … }`: every field a step uses, and every derived value, under its name. */
export function readConfiguration(pipeline: Pipeline, plans: readonly StepPlan[]): ShellText {
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
  const { deadline } = pipeline;
  const derived = constantsOf(plans).filter((constant) => literalOf(constant.value) === undefined);
  return [
    ...(deadline === undefined ? [] : [sh`container_deadline=${wordOf(deadline, "")}`]),
    ...computedOf(valuesOf(pipeline, plans)).flatMap(computedLines),
    ...derived.map(constantLine),
  ];
}

function fieldLines(schemas: readonly ConfigSchema[], values: readonly Expression[]): ShellText[] {
  const used = usedVariables(values);
  const names = schemas.flatMap(({ fields }) => fields.map(({ path }) => configVariable(path)));
  return names.flatMap((name, index) =>
    used.has(name) ? [sh`readonly ${identifier(name)}=\${field_values[${{ value: String(index) }}]}`] : [],
  );
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

function constantLine({ name, value, step }: Constant): ShellText {
  return sh`readonly ${identifier(name)}=${wordOf(value, step)}`;
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

function computedLines({ name, by, args }: Computed): ShellText[] {
  const variable = identifier(name.toLowerCase());
  return [
    sh`local ${variable}=''`,
    sh`${identifier(by)} ${variable} ${args.map((arg) => wordOf(arg, ""))}`,
    sh`readonly ${identifier(name)}=$${variable}`,
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
