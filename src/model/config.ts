import { z } from "zod";
import type { Value } from "./value.ts";

/** One field of a configuration, as the emitted jq and `ashlar config check` both read it. */
export interface ConfigField {
  readonly path: readonly string[];
  readonly type: "string" | "boolean" | "integer";
  /** In words, with an example: "a driver version such as 580.76.05". */
  readonly expected: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
  readonly required: boolean;
  /** What the field is for, from its definition. */
  readonly description: string;
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
  /** Field that switches the whole pipeline; false means: say so and exit 0. */
  readonly enabledBy?: readonly string[];
}

/** The typed values an author sees: one `Value` a field, nested as in the file. */
export type ConfigValues<S> =
  S extends z.ZodObject<infer Shape>
    ? { readonly [K in keyof Shape]: ConfigValues<Shape[K]> }
    : Value<z.output<S>>;

/** Declares a configuration file; its fields come from `section`, `url`, `version` and the other field words. */
export function configuration<S extends z.ZodObject>(props: Configuration<S>): Configuration<S> {
  return props;
}

/** The values of a schema, each an expression that reads its field on the target. */
export function configValues<S extends z.ZodObject>(
  schema: S,
  path: readonly string[] = [],
): ConfigValues<S> {
  const entries = Object.entries(schema.shape).map(([key, field]) => {
    const at = [...path, key];
    return [
      key,
      field instanceof z.ZodObject ? configValues(field, at) : { expression: { type: "config", path: at } },
    ];
  });
  return Object.fromEntries(entries) as ConfigValues<S>;
}

/** A JSON Schema node, as far as the field words produce it. */
interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly default?: string | number | boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly expected?: string;
  readonly description?: string;
}

/** All fields of a schema, in the order they are declared. */
export function configFields(schema: z.ZodObject): ConfigField[] {
  return fieldsOf(z.toJSONSchema(schema, { io: "input" }) as SchemaNode, []);
}

function fieldsOf(node: SchemaNode, path: readonly string[]): ConfigField[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const at = [...path, key];
    return child.properties === undefined ? [fieldOf(child, at, node.required ?? [])] : fieldsOf(child, at);
  });
}

function fieldOf(node: SchemaNode, path: readonly string[], required: readonly string[]): ConfigField {
  return {
    path,
    type: node.type as ConfigField["type"],
    expected: node.expected ?? "",
    ...(node.pattern === undefined ? {} : { pattern: node.pattern.replaceAll("\\/", "/") }),
    ...(node.minimum === undefined ? {} : { minimum: node.minimum }),
    ...(node.maximum === undefined ? {} : { maximum: node.maximum }),
    ...(node.default === undefined ? {} : { default: node.default }),
    required: node.default === undefined && required.includes(path.at(-1) ?? ""),
    description: node.description ?? "",
  };
}
