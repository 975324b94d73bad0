import { sharedAddresses } from "./addresses.ts";
import type { ConfigField, ConfigSchema, KnownField } from "./config.ts";
import { type ConfigReport, checkForScript } from "./config-judge.ts";
import { containersPath, viewOf } from "./config-view.ts";
import { type ConfigProblem, isAbsent, isObject, problem, valueAt } from "./config-words.ts";

export { type ConfigReport, checkForScript } from "./config-judge.ts";
export { type ConfigProblem, isAbsent, problemText, valueAt } from "./config-words.ts";

/**
 * Judges a whole file: what the scripts for each of its containers would say, and fields that others read. `host` is
 * the host's configuration, where it is at hand.
 */
export function checkConfiguration(schema: ConfigSchema, document: unknown, host?: unknown): ConfigReport {
  const containers = containersPath(schema);
  const root = checkForScript(rootOf(schema, containers), document, "", host);
  if (root.isOff) return root;
  const ctids = containers === undefined ? [] : Object.keys(containersIn(document, containers));
  const each = ctids.filter(isCtid).map((ctid) => checkForScript(schema, document, ctid, host));
  return {
    isOff: false,
    problems: distinct([
      ...root.problems,
      ...(containers === undefined ? [] : containersProblems(document, containers, ctids)),
      ...each.flatMap(({ problems }) => problems),
      ...(containers === undefined ? [] : sharedAddresses(schema.fields, document, ctids.filter(isCtid))),
      ...(ctids.length === 0 ? [""] : ctids).flatMap((ctid) => knownProblems(schema, document, ctid)),
    ]),
    unknown: distinct([root, ...each].flatMap(({ unknown }) => unknown)),
  };
}

/** The fields outside the containers, with those that stand in for theirs. */
function rootOf(schema: ConfigSchema, containers: readonly string[] | undefined): ConfigSchema {
  const fields = schema.fields.flatMap((field): ConfigField[] => {
    const { orRoot, ...atRoot } = field;
    if (!field.path.includes("*")) return [field];
    return orRoot ? [{ ...atRoot, path: field.path.slice(-1), required: false }] : [];
  });
  const known = schema.known ?? [];
  return containers === undefined
    ? { ...schema, fields }
    : { ...schema, fields, known: [...known, { path: containers, type: "section" }] };
}

function containersIn(document: unknown, path: readonly string[]): Record<string, unknown> {
  const value = valueAt(document, path);
  return isObject(value) ? value : {};
}

function isCtid(name: string): boolean {
  return /^[1-9][0-9]{2,8}$/.test(name);
}

function containersProblems(
  document: unknown,
  path: readonly string[],
  ctids: readonly string[],
): ConfigProblem[] {
  const value = valueAt(document, path);
  if (!isAbsent(document) && !isObject(document)) return [];
  if (!isObject(value)) return [problem(path, value, "an object")];
  return ctids
    .filter((name) => !isCtid(name))
    .map((name) => problem(path, name, "CTIDs from 100 to 999999999 as names"));
}

const knownTypes: Readonly<
  Record<KnownField["type"], { expected: string; holds: (value: unknown) => boolean }>
> = {
  value: { expected: "one value", holds: isScalar },
  list: { expected: "a list", holds: Array.isArray },
  values: { expected: "one value or a list", holds: (value) => isScalar(value) || Array.isArray(value) },
  section: { expected: "an object", holds: isObject },
  anything: { expected: "", holds: () => true },
  // Judged with the field it stands in for, or by the scripts that use it.
  field: { expected: "", holds: () => true },
};

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Nothing on this host reads them; a type that makes no sense is told all the same. */
function knownProblems(schema: ConfigSchema, document: unknown, ctid: string): ConfigProblem[] {
  return viewOf(schema, document, ctid).known.flatMap(({ path, type }) => {
    const value = valueAt(document, path);
    const { expected, holds } = knownTypes[type];
    return isAbsent(value) || holds(value) ? [] : [problem(path, value, expected)];
  });
}

/** What all containers say is said once. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
