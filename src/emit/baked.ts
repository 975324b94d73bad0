import { type Baked, type BakedFile, bakedFrom, nameOf } from "../model/baked.ts";
import type { ConfigSchema } from "../model/config.ts";
import { checkConfiguration } from "../model/config-check.ts";
import { configurationValues } from "../model/config-values.ts";
import { containersPath } from "../model/config-view.ts";
import { isObject, valueAt } from "../model/config-words.ts";
import { configVariable } from "../model/names.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { KnownValue } from "../plan/bake.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import { doubleQuotable, type ShellText } from "../shell/quote.ts";
import { comment, identifier, lines, sh } from "../shell/text.ts";
import { derivedLines, usedVariables, valuesOf } from "./constants.ts";

/** What a script has instead of reading a configuration. */
export interface BakedText {
  readonly constants: readonly ShellText[];
  /** `read_configuration() { … }`; empty unless something depends on the container or is computed. */
  readonly configuration: ShellText;
}

/** The values of the configuration as constants. */
export function bakedConfiguration({ pipeline, steps }: PipelinePlan, baked: Baked): BakedText {
  const used = usedVariables(valuesOf(pipeline, steps));
  const host = fileFor(pipeline.config, baked);
  const words = comment(`Every value from ${bakedFrom(host)} that this script uses.`);
  const constants = [words, ...assignments(pipeline.config, host.document, "", used).map(readonlyLine)];
  if (isOff(pipeline, baked)) return { constants, configuration: switchedOff(host) };
  const { containers } = pipeline;
  const file = containers === undefined ? undefined : fileFor(containers, baked);
  const derived = derivedLines(pipeline, steps);
  if (containers === undefined || file === undefined) {
    return { constants, configuration: derived.length === 0 ? ("" as ShellText) : readFunction(derived) };
  }
  const choose = chooseContainer(containers, file, used);
  return {
    constants: [...constants, ...originTables(containers, file)],
    configuration: lines([choose, sh``, readFunction([sh`choose_container`, ...derived])]),
  };
}

function readFunction(body: readonly ShellText[]): ShellText {
  const words = sh`# What depends on the container, and what is made of other values.`;
  return lines([words, sh`read_configuration() {`, ...body, sh`}`]);
}

/** The value of each field of the host's configuration, by its path. */
export function bakedValue({ config }: Pipeline, baked: Baked): KnownValue {
  const values = configurationValues(config, fileFor(config, baked).document);
  const byPath = new Map(config.fields.map(({ path }, index) => [path.join("."), values[index]]));
  return (path) => byPath.get(path.join("."));
}

/** Whether the baked values switch the pipeline off. */
export function isOff({ config }: Pipeline, baked: Baked): boolean {
  return checkConfiguration(config, fileFor(config, baked).document).isOff;
}

/** The containers of a pipeline's configuration. */
export function bakedContainers({ containers }: Pipeline, baked: Baked): string[] {
  return containers === undefined ? [] : containersOf(containers, fileFor(containers, baked).document);
}

/** The containers that a document has, by CTID. */
export function containersOf(schema: ConfigSchema, document: unknown): string[] {
  const path = containersPath(schema);
  const containers = path === undefined ? undefined : valueAt(document, path);
  return isObject(containers) ? Object.keys(containers) : [];
}

function fileFor({ name }: ConfigSchema, baked: Baked): BakedFile {
  const file = baked.get(name);
  if (file === undefined) throw new Error(`${name} is not baked`);
  return file;
}

function switchedOff(host: BakedFile): ShellText {
  return sh`read_configuration() { switched_off ${{ value: bakedFrom(host) }}; }`;
}

/** `NAME=value` for every field that is used. */
function assignments(schema: ConfigSchema, document: unknown, ctid: string, used: ReadonlySet<string>) {
  const values = configurationValues(schema, document, ctid);
  const named = schema.fields.map(({ path }, index) => [configVariable(path), values[index] ?? ""] as const);
  return named.flatMap(([name, value]) => (used.has(name) ? [sh`${identifier(name)}=${{ value }}`] : []));
}

function readonlyLine(assignment: ShellText): ShellText {
  return sh`readonly ${assignment}`;
}

/** `case $CTID in …`: a line a container. */
function chooseContainer(schema: ConfigSchema, file: BakedFile, used: ReadonlySet<string>): ShellText {
  const arms = containersOf(schema, file.document).map((ctid) => {
    const own = assignments(schema, file.document, ctid, used);
    return sh`${{ value: ctid }}) ${own.length > 0 ? readonlyLine(sh`${own}`) : sh`:`} ;;`;
  });
  const refusal = doubleQuotable(`is not in ${nameOf(file)}, whose values are baked in`);
  return lines([
    comment(`The values of each container, from ${bakedFrom(file)}.`),
    sh`choose_container() {`,
    sh`case $CTID in`,
    ...arms,
    sh`*)`,
    sh`die 4 "container $CTID ${refusal}" 'bake the configuration anew' ;;`,
    sh`esac`,
    sh`}`,
  ]);
}

/** Tables of where each container was cloned from, and of the features it declares. */
function originTables(schema: ConfigSchema, { document }: BakedFile): ShellText[] {
  const tables = { parent: sh`container_parent`, features: sh`container_features` };
  const comments = {
    parent: sh`# The container that each one was cloned from.`,
    features: sh`# The features that each one declares.`,
  };
  return schema.fields.flatMap(({ role }, index) => {
    if (role !== "parent" && role !== "features") return [];
    const entries = containersOf(schema, document).map((ctid) => {
      const value = configurationValues(schema, document, ctid)[index] ?? "";
      return sh`[${{ value: ctid }}]=${{ value }}`;
    });
    return [lines([comments[role], sh`${tables[role]}=(`, ...entries, sh`)`])];
  });
}
