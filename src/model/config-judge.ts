import type { ConfigField, ConfigSchema } from "./config.ts";
import { fits, type View, viewOf } from "./config-view.ts";
import {
  type ConfigProblem,
  isAbsent,
  isObject,
  isSamePath,
  problem,
  shown,
  shownPath,
  startsWith,
  valueAt,
} from "./config-words.ts";
import { type Lineage, lineageOf } from "./lineage.ts";
import { requirementProblems } from "./requirements.ts";

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
 * the compiler never differ. A script for a container judges that one and those it was cloned from; `host` is the
 * host's configuration, of which some fields must repeat a field.
 */
export function checkForScript(
  schema: ConfigSchema,
  document: unknown,
  ctid = "",
  host?: unknown,
): ConfigReport {
  const view = viewOf(schema, document, ctid);
  const sections = sectionsOf(view.fields);
  const broken = brokenSections(view, sections);
  if (broken.length === 0 && isSwitchedOff(view, schema.enabledBy))
    return { isOff: true, problems: [], unknown: [] };
  const lineage = lineageOf(view);
  const own = view.fields.map((field) => placed(view, field));
  const judged = [...own, ...inheritedFields(view, lineage)].filter(
    ({ path }) => !broken.some((section) => startsWith(path, section)),
  );
  return {
    isOff: false,
    problems: [
      ...broken.map((path) => sectionProblem(view, path)),
      ...judged.flatMap((field) => fieldProblem(field, valueAt(document, field.path))),
      ...(lineage?.problems ?? []),
      ...requirementProblems(view, lineage, schema.requires),
      ...own.flatMap((field) => contradiction(field, valueAt(document, field.path), host)),
    ],
    unknown: sections.flatMap((path) => unknownIn(view, path)),
  };
}

/** Whether a section is the container itself. */
function isContainer({ containers, ctid }: View, path: Path): boolean {
  return containers !== undefined && isSamePath(path, [...containers, ctid]);
}

/** Whether a section is where the containers lie. */
function isContainers({ containers }: View, path: Path): boolean {
  return containers !== undefined && isSamePath(path, containers);
}

/** Sections that are no objects; what lies in one of them is not looked at. */
function brokenSections(view: View, sections: readonly Path[]): Path[] {
  const isBroken = (path: Path) => {
    const value = valueAt(view.document, path);
    const isNeeded = isContainer(view, path) || isContainers(view, path);
    return isAbsent(value) ? isNeeded : !isObject(value);
  };
  const broken = sections.filter(isBroken);
  return broken.filter(
    (path) => !broken.some((outer) => outer.length < path.length && startsWith(path, outer)),
  );
}

function sectionProblem(view: View, path: Path): ConfigProblem {
  const value = valueAt(view.document, path);
  const line = `this container: add "${view.ctid}": {"gpu_assignment": "none", "features": []}`;
  return problem(path, value, isAbsent(value) && isContainer(view, path) ? line : "an object");
}

function isSwitchedOff({ fields, document }: View, enabledBy: Path | undefined): boolean {
  const field = fields.find(({ path }) => enabledBy !== undefined && isSamePath(path, enabledBy));
  if (field === undefined) return false;
  const value = valueAt(document, field.path);
  return (isAbsent(value) ? field.default : value) === false;
}

/** A field with the path its value is at: its own, or the root's. */
function placed({ document }: View, field: ConfigField): ConfigField {
  const root = field.path.slice(-1);
  const isAtRoot =
    field.orRoot && isAbsent(valueAt(document, field.path)) && !isAbsent(valueAt(document, root));
  return isAtRoot ? { ...field, path: root } : field;
}

/** What a script must know of those its container was cloned from. */
function inheritedFields({ fields, containers = [] }: View, lineage: Lineage | undefined): ConfigField[] {
  return (lineage?.ctids.slice(1) ?? []).flatMap((ctid) =>
    (["parent", "features"] as const).flatMap((role) =>
      fields
        .filter((field) => field.role === role)
        .map((field) => ({ ...field, path: [...containers, ctid, ...field.path.slice(-1)] })),
    ),
  );
}

function fieldProblem(field: ConfigField, value: unknown): ConfigProblem[] {
  if (isAbsent(value)) return field.required ? [problem(field.path, value, lineToAdd(field))] : [];
  return fits(field, value) ? [] : [problem(field.path, value, field.expected)];
}

/** What is missing is told with the line that would mend it. */
function lineToAdd({ path, type, expected }: ConfigField): string {
  return `${expected}: add ${JSON.stringify(path.at(-1))}: ${type === "string" ? '"..."' : "..."}`;
}

/** One source of truth: what a field repeats must be the same there. */
function contradiction(field: ConfigField, value: unknown, host: unknown): ConfigProblem[] {
  const { path, sameAs } = field;
  if (sameAs === undefined || !fits(field, value)) return [];
  const wanted = valueAt(host, sameAs);
  if (typeof wanted !== "string" || wanted === "" || wanted === value) return [];
  return [problem(path, value, `${shown(wanted)}, as ${sameAs.join(".")} of the host configuration says`)];
}

/** Every object that fields lie in, outermost first, in the order of their names. */
function sectionsOf(fields: readonly ConfigField[]): Path[] {
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

function unknownIn(view: View, section: Path): string[] {
  if (isContainers(view, section)) return [];
  const value = valueAt(view.document, section);
  const keys = isObject(value) ? Object.keys(value).sort(compareText) : [];
  return keys
    .map((key) => [...section, key])
    .filter((path) => !isKnown(view, path))
    .map(shownPath);
}

function isKnown({ fields, known }: View, path: Path): boolean {
  return (
    known.some((field) => isSamePath(field.path, path)) ||
    fields.some(
      (field) => startsWith(field.path, path) || (field.orRoot && isSamePath(field.path.slice(-1), path)),
    )
  );
}
