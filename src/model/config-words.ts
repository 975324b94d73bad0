/** A field that is not what it must be. */
export interface ConfigProblem {
  /** `nvidia_driver.version`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

type Path = readonly string[];

/** `nvidia_driver.version: found 7, expected a driver version such as 580.76.05`. */
export function problemText({ path, found, expected }: ConfigProblem): string {
  return `${path}: found ${found}, expected ${expected}`;
}

export function problem(path: Path, value: unknown, expected: string): ConfigProblem {
  return { path: path.length === 0 ? "the document" : path.join("."), found: shown(value), expected };
}

/** null, "" and a missing field are the same: nothing. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What lies at a path of a document. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    document,
  );
}

export function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}

export function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}

/** A path for a note; names that are not plain are quoted. */
export function shownPath(path: Path): string {
  return path.map((name) => (/^[A-Za-z0-9_$-]+$/.test(name) ? name : jsonText(name))).join(".");
}

/** A value as a person recognises it, at most 100 characters. */
export function shown(value: unknown): string {
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
export function numberText(value: number): string {
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
