import type { ConfigField, ConfigSchema } from "./config.ts";

/** A field that is not what it must be. */
export interface ConfigProblem {
  /** `nvidia_driver.version`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** What a configuration document is worth to a pipeline. */
export interface ConfigReport {
  /** The document switches the pipeline off: nothing else of it is looked at. */
  readonly isOff: boolean;
  readonly problems: readonly ConfigProblem[];
  /** Fields no pipeline knows, as paths; they are kept. */
  readonly unknown: readonly string[];
}

type Path = readonly string[];

/**
 * Judges a document by the rules of `templates/library/configuration.sh`, in the same words: a script on its host and
 * `ashlar config check` never differ.
 */
export function checkConfiguration(schema: ConfigSchema, document: unknown): ConfigReport {
  const sections = sectionsOf(schema);
  const broken = sections.filter(
    (path) => !isAbsent(valueAt(document, path)) && !isObject(valueAt(document, path)),
  );
  if (broken.length === 0 && isSwitchedOff(schema, document))
    return { isOff: true, problems: [], unknown: [] };
  const whole = schema.fields.filter(({ path }) => !broken.some((section) => startsWith(path, section)));
  return {
    isOff: false,
    problems: [
      ...broken.map((path) => problem(path, valueAt(document, path), "an object")),
      ...whole.flatMap((field) => fieldProblem(field, valueAt(document, field.path))),
    ],
    unknown: sections.flatMap((path) => unknownIn(schema, document, path)),
  };
}

function isSwitchedOff({ fields, enabledBy }: ConfigSchema, document: unknown): boolean {
  const field = fields.find(({ path }) => path.join(".") === enabledBy?.join("."));
  if (field === undefined) return false;
  const value = valueAt(document, field.path);
  return (isAbsent(value) ? field.default : value) === false;
}

/** `nvidia_driver.version: found 7, expected a driver version such as 580.76.05`. */
export function problemText({ path, found, expected }: ConfigProblem): string {
  return `${path}: found ${found}, expected ${expected}`;
}

function fieldProblem(field: ConfigField, value: unknown): ConfigProblem[] {
  if (isAbsent(value)) return field.required ? [problem(field.path, value, lineToAdd(field))] : [];
  return fits(field, value) ? [] : [problem(field.path, value, field.expected)];
}

/** What is missing is told with the line that would mend it. */
function lineToAdd({ path, type, expected }: ConfigField): string {
  return `${expected}: add ${JSON.stringify(path.at(-1))}: ${type === "string" ? '"..."' : "..."}`;
}

function fits({ type, pattern = "", minimum = 0, maximum = 0 }: ConfigField, value: unknown): boolean {
  if (type === "integer")
    return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
  return typeof value === type && (type !== "string" || new RegExp(pattern, "u").test(String(value)));
}

function problem(path: Path, value: unknown, expected: string): ConfigProblem {
  return { path: path.length === 0 ? "the document" : path.join("."), found: shown(value), expected };
}

/** null, "" and a missing field are the same: nothing. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    document,
  );
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}

/** Every object that fields lie in, outermost first, in the order of their names. */
function sectionsOf({ fields }: ConfigSchema): Path[] {
  const all = fields.flatMap(({ path }) => path.map((_, depth) => path.slice(0, depth)));
  const unique = new Map(all.map((path) => [JSON.stringify(path), path]));
  return [...unique.values()].sort(comparePaths);
}

function comparePaths(a: Path, b: Path): number {
  const index = a.findIndex((key, at) => key !== b[at]);
  if (index === -1 || b[index] === undefined) return a.length - b.length;
  return compareText(a[index] ?? "", b[index] ?? "");
}

/** By code points, as jq sorts; JavaScript's own order is by UTF-16 units. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function unknownIn({ fields }: ConfigSchema, document: unknown, section: Path): string[] {
  const value = valueAt(document, section);
  const keys = isObject(value) ? Object.keys(value).sort(compareText) : [];
  return keys
    .map((key) => [...section, key])
    .filter((path) => !fields.some((field) => startsWith(field.path, path)))
    .map((path) => path.map(shownName).join("."));
}

function shownName(name: string): string {
  return /^[A-Za-z0-9_$-]+$/.test(name) ? name : jsonText(name);
}

/** A value as a person recognises it, at most 100 characters. */
function shown(value: unknown): string {
  if (isAbsent(value)) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  const characters = Array.from(typeof value === "number" ? numberText(value) : jsonText(value));
  return characters.length > 100 ? `${characters.slice(0, 97).join("")}...` : characters.join("");
}

/** JSON as jq writes it: DEL is escaped too. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
}

/** A number as jq 1.6 and later write a computed one: an exponent has two digits, 1e17 is not spelt out. */
function numberText(value: number): string {
  const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  const [mantissa = "", power = "0"] = Math.abs(finite).toExponential().split("e");
  const sign = finite < 0 ? "-" : "";
  const digits = mantissa.replace(".", "");
  const point = Number(power) + 1;
  if (finite !== 0 && (point <= -4 || point > digits.length + 15)) {
    return `${sign}${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  }
  return sign + (point >= digits.length ? digits.padEnd(point, "0") : String(Math.abs(finite)));
}
