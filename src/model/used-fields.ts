import { expressionsOf } from "./call.ts";
import type { ConfigField, ConfigSchema, KnownField } from "./config.ts";
import type { Condition, Step } from "./pipeline.ts";
import { actionExpressions } from "./resource.ts";
import { configPaths, type Expression } from "./value.ts";

/**
 * The configuration as one pipeline reads it: the fields that its script uses, those that say where a container comes
 * from, and those that must repeat a field it uses. The others are known names to it, so that a feature asks for nothing
 * that only another one needs.
 */
export function usedFields(
  schema: ConfigSchema,
  expressions: readonly Expression[],
  roles: readonly ConfigField["role"][] = ["parent", "features"],
): ConfigSchema {
  const used = new Set(expressions.flatMap(configPaths).map(pathText));
  const switches = pathText(schema.enabledBy ?? []);
  const isUsed = ({ path, role, sameAs }: ConfigField) =>
    (role !== undefined && roles.includes(role)) ||
    used.has(pathText(path)) ||
    pathText(path) === switches ||
    (sameAs !== undefined && used.has(pathText(sameAs)));
  const fields = schema.fields.filter(isUsed);
  const others = schema.fields.filter((field) => !isUsed(field));
  return { ...schema, fields, known: [...othersKnown(others, fields), ...(schema.known ?? [])] };
}

/** Every expression of a step that ends up in the script. */
export function stepExpressions({ resource, when }: Step): readonly Expression[] {
  const { summary, waits, inside } = resource;
  const deadlines = waits.flatMap(({ deadline }) => (deadline === undefined ? [] : [deadline]));
  return [
    summary,
    ...conditionFields(when),
    ...deadlines,
    ...actionExpressions(resource),
    ...(inside === undefined ? [] : actionExpressions(inside)),
  ];
}

/** Those of them that are read before the first change: what a step asks for then, and whether it is asked at all. */
export function preconditionExpressions({ mode, resource, when }: Step): readonly Expression[] {
  const { summary, guard, preflight } = resource;
  const actions = [...(mode === "require" ? [guard] : []), ...(preflight === undefined ? [] : [preflight])];
  if (actions.length === 0) return [];
  return [summary, ...conditionFields(when), ...actions.flatMap(expressionsOf)];
}

function conditionFields(when: Condition | undefined): Expression[] {
  return when === undefined ? [] : [...conditionFields(when.outer), when.field];
}

/** Fields of others by name, and the sections that hold nothing else. */
function othersKnown(others: readonly ConfigField[], fields: readonly ConfigField[]): KnownField[] {
  const known = others.map(({ path }): KnownField => {
    const depth = path.findIndex(
      (_, index) => !fields.some((field) => isUnder(field.path, path.slice(0, index + 1))),
    );
    return depth === path.length - 1
      ? { path, type: "field" }
      : { path: path.slice(0, depth + 1), type: "section" };
  });
  return [...new Map(known.map((field) => [pathText(field.path), field])).values()];
}

function isUnder(path: readonly string[], section: readonly string[]): boolean {
  return section.every((key, index) => path[index] === key);
}

function pathText(path: readonly string[]): string {
  return JSON.stringify(path);
}
