import { z } from "zod";
import type { Expression, Value } from "./value.ts";

/** One field of a configuration, as the emitted jq and `ashlar config check` both read it. */
export interface ConfigField {
  /** Keys from the root of the file; "*" stands for the CTID of the container that a script is run for. */
  readonly path: readonly string[];
  readonly type: "string" | "boolean" | "integer" | "id" | "words" | "gpus" | "list" | "mounts" | "options";
  /** In words, with an example: "a driver version such as 580.76.05". */
  readonly expected: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
  readonly required: boolean;
  /** What stands between the entries of a list in its value; default a blank. */
  readonly separator?: string;
  /** What the field says of a container's origin. */
  readonly role?: "parent" | "features" | "dependencies" | "snapshot";
  /** Where it is absent, the field of the same name at the root of the file stands in. */
  readonly orRoot?: true;
  /** The field of the host's configuration that it must repeat, where it is given. */
  readonly sameAs?: readonly string[];
  /** An address: no other container with the same value of this field beside it may have it. */
  readonly uniqueWithin?: string;
  /** What the field is for, from its definition. */
  readonly description: string;
}

/** A field that others read: its name is known, its type only roughly. */
export interface KnownField {
  readonly path: readonly string[];
  /** A `field` is judged elsewhere: at the root of the file with the container's, or by the scripts that use it. */
  readonly type: "value" | "list" | "values" | "section" | "anything" | "field";
}

/** A configuration file of the target: where it lies and what its fields must be. */
export interface Configuration<S extends z.ZodObject = z.ZodObject> {
  /** File name without `.json`. */
  readonly name: string;
  /** Default path on the target; `--config FILE` names another. */
  readonly file: string;
  readonly schema: S;
}

/** The part of a configuration a pipeline keeps: plain data. */
export interface ConfigSchema {
  readonly name: string;
  readonly file: string;
  readonly fields: readonly ConfigField[];
  /** Fields that others read; none where it is left out. */
  readonly known?: readonly KnownField[];
  /** The file as JSON Schema, with all that the field words say. */
  readonly node?: SchemaNode;
  /** Field that switches the whole pipeline; false means: say so and exit 0. */
  readonly enabledBy?: readonly string[];
  /** A feature, and those that must be there before it: of a pipeline for containers. */
  readonly requires?: FeatureRequirement;
}

/** A feature, and those that a container must have before it. */
export interface FeatureRequirement {
  readonly feature: string;
  readonly names: readonly string[];
}

/** The typed values an author sees: one `Value` a field, nested as in the file. */
export type ConfigValues<S> =
  S extends z.ZodObject<infer Shape>
    ? { readonly [K in keyof Shape]: ConfigValues<Shape[K]> }
    : S extends z.ZodRecord<infer _Ctid, infer Each>
      ? ConfigValues<Each>
      : Value<z.output<S>>;

/** The values of the container that a script is run for: the fields that the file has for each container. */
export type OwnValues<S> =
  S extends z.ZodObject<infer Shape>
    ? { [K in keyof Shape]: Shape[K] extends z.ZodRecord ? ConfigValues<Shape[K]> : never }[keyof Shape]
    : never;

/** Declares a configuration file; its fields come from `section`, `url`, `version` and the other field words. */
export function configuration<S extends z.ZodObject>(props: Configuration<S>): Configuration<S> {
  return props;
}

/** The part of a configuration a pipeline keeps. */
export function configSchema({ name, file, schema }: Configuration, enabledBy?: Expression): ConfigSchema {
  const node = schemaNode(schema);
  const common = { name, file, fields: fieldsOf(node, []), known: knownOf(node, []), node };
  return enabledBy?.type === "config" ? { ...common, enabledBy: enabledBy.path } : common;
}

/** The values of a schema, each an expression that reads its field on the target. */
export function configValues<S extends z.ZodObject>(
  schema: S,
  path: readonly string[] = [],
): ConfigValues<S> {
  const entries = Object.entries(schema.shape).map(([key, field]) => [key, valuesOf(field, [...path, key])]);
  return Object.fromEntries(entries) as ConfigValues<S>;
}

function valuesOf(field: z.core.$ZodType, path: readonly string[]): unknown {
  if (field instanceof z.ZodObject) return configValues(field, path);
  if (field instanceof z.ZodRecord) return valuesOf(field.valueType, [...path, "*"]);
  return { expression: { type: "config", path } };
}

/** The values of the container that a script is run for: `own.gpu_assignment`. */
export function containerValues<S extends z.ZodObject>(schema: S): OwnValues<S> {
  const [name = ""] = Object.entries(schema.shape).find(([, field]) => field instanceof z.ZodRecord) ?? [];
  const values: Readonly<Record<string, unknown>> = configValues(schema);
  return values[name] as OwnValues<S>;
}

/** A JSON Schema node, as far as the field words produce it. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly default?: string | number | boolean | readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly takes?: ConfigField["type"];
  /** The pattern of what a field takes, where no type of JSON Schema has it in one place. */
  readonly takesPattern?: string;
  readonly separator?: string;
  readonly expected?: string;
  readonly description?: string;
  readonly role?: "parent" | "features" | "dependencies" | "snapshot";
  readonly orRoot?: true;
  readonly sameAs?: readonly string[];
  readonly uniqueWithin?: string;
  readonly known?: KnownField["type"];
}

function schemaNode(schema: z.ZodObject): SchemaNode {
  return z.toJSONSchema(schema, { io: "input" }) as SchemaNode;
}

/** What lies in a node: its properties, or "*" for the one that each container has. */
function childrenOf({ properties = {}, additionalProperties }: SchemaNode): [string, SchemaNode][] {
  const each = additionalProperties?.properties === undefined ? [] : [["*", additionalProperties] as const];
  return [...Object.entries(properties), ...each.map(([key, node]): [string, SchemaNode] => [key, node])];
}

/** All fields that scripts read, in the order they are declared. */
function fieldsOf(node: SchemaNode, path: readonly string[]): ConfigField[] {
  return childrenOf(node).flatMap(([key, child]) => {
    if (child.known !== undefined) return [];
    const at = [...path, key];
    return childrenOf(child).length === 0 ? [fieldOf(child, at, node.required ?? [])] : fieldsOf(child, at);
  });
}

/** All fields that others read. */
function knownOf(node: SchemaNode, path: readonly string[]): KnownField[] {
  return childrenOf(node).flatMap(([key, child]) => {
    const at = [...path, key];
    return [...(child.known === undefined ? [] : [{ path: at, type: child.known }]), ...knownOf(child, at)];
  });
}

function fieldOf(node: SchemaNode, path: readonly string[], required: readonly string[]): ConfigField {
  const { minimum, maximum, separator, role, orRoot, sameAs, uniqueWithin } = node;
  const parts = [node, node.items, node.propertyNames, ...(node.anyOf ?? [])];
  const pattern = node.takesPattern ?? parts.find((part) => part?.pattern)?.pattern;
  return {
    path,
    type: node.takes ?? (node.type as ConfigField["type"]),
    expected: node.expected ?? "",
    ...(pattern === undefined ? {} : { pattern: pattern.replaceAll("\\/", "/") }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(node.default === undefined ? {} : { default: defaultOf(node.default, node.separator) }),
    required: node.default === undefined && required.includes(path.at(-1) ?? ""),
    ...(separator === undefined ? {} : { separator }),
    ...(role === undefined ? {} : { role }),
    ...(orRoot === undefined ? {} : { orRoot }),
    ...(sameAs === undefined ? {} : { sameAs }),
    ...(uniqueWithin === undefined ? {} : { uniqueWithin }),
    description: node.description ?? "",
  };
}

/** A list that stands in where none is given, as its value is. */
function defaultOf(byDefault: NonNullable<SchemaNode["default"]>, separator = " ") {
  return typeof byDefault === "object" ? byDefault.join(separator) : byDefault;
}
