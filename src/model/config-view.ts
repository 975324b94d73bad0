import type { ConfigField, ConfigSchema, KnownField } from "./config.ts";
import { isObject, numberText } from "./config-words.ts";
import { areOptions } from "./options.ts";

type Path = readonly string[];

/** A configuration as one script sees it: its container in the place of "*". */
export interface View {
  readonly fields: readonly ConfigField[];
  readonly known: readonly KnownField[];
  /** Where the containers lie, in a configuration that has some. */
  readonly containers?: Path;
  readonly ctid: string;
  readonly document: unknown;
}

/** Puts a container in the place of "*". */
export function viewOf({ fields, known = [] }: ConfigSchema, document: unknown, ctid: string): View {
  const own = <T extends { readonly path: Path }>(field: T): T => ({
    ...field,
    path: field.path.map((key) => (key === "*" ? ctid : key)),
  });
  const view = { fields: fields.map(own), known: known.map(own), ctid, document };
  const containers = containersPath({ fields });
  return containers === undefined ? view : { ...view, containers };
}

/** Where a file has its containers. */
export function containersPath({ fields }: Pick<ConfigSchema, "fields">): Path | undefined {
  const path = fields.find((field) => field.path.includes("*"))?.path;
  return path?.slice(0, path.indexOf("*"));
}

/** Whether a value is what a field takes. */
export function fits({ type, pattern = "", minimum = 0, maximum = 0 }: ConfigField, value: unknown): boolean {
  const matches = (text: unknown) => typeof text === "string" && new RegExp(pattern, "u").test(text);
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
    case "string":
      return matches(value);
    case "options":
      return areOptions(value, new RegExp(pattern, "u"));
    case "words":
      return Array.isArray(value) && value.every(matches);
    case "list":
      return entriesOf(value).every((entry) => matches(scalarText(entry)));
    case "mounts":
      return Array.isArray(value) && value.every((entry) => isMount(entry, matches));
    default:
      return matches(scalarText(value));
  }
}

/** A list may be written as its only entry. */
export function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** A number as text; anything else as it is. */
export function scalarText(value: unknown): unknown {
  return typeof value === "number" ? numberText(value) : value;
}

function isMount(entry: unknown, matches: (text: unknown) => boolean): boolean {
  return isObject(entry) && matches(entry.host_path) && matches(entry.container_path);
}
