import type { ConfigField, ConfigSchema, KnownField } from "../model/config.ts";

/** The table of fields for the emitted jq: JSON, one field a line so that a diff shows what changed. */
export function fieldTable({ fields, known = [], enabledBy, requires }: ConfigSchema): string {
  const lines = fields.map((field) => `  ${JSON.stringify(tableEntry(field))}`);
  const sections = knownSections(known.filter(isBesideFields(fields))).map(
    (section) => `  ${JSON.stringify(section)}`,
  );
  const parts = [
    `"enabled_by": ${JSON.stringify(enabledBy ?? null)}, "fields": [\n${lines.join(",\n")}\n]`,
    ...(requires === undefined ? [] : [`"requires": ${JSON.stringify(requires)}`]),
    ...(sections.length === 0 ? [] : [`"known": [\n${sections.join(",\n")}\n]`]),
  ];
  // A dollar sign between single quotes looks like a mistake to who reads the bash.
  return `{${parts.join(", ")}}`.replaceAll("$", "\\u0024");
}

function tableEntry({ description, ...field }: ConfigField) {
  // jq's regular expressions take ^ and $ for the ends of a line; \A and \z are the ends of the text.
  const { pattern } = field;
  return pattern === undefined
    ? field
    : { ...field, pattern: pattern.replace(/^\^/, "\\A").replace(/\$$/, "\\z") };
}

/** A script looks for unknown names only where its own fields lie. */
function isBesideFields(fields: readonly ConfigField[]) {
  return ({ path }: KnownField) =>
    fields.some((field) => path.slice(0, -1).every((key, index) => field.path[index] === key));
}

/** Names that others read, section by section. */
function knownSections(known: readonly KnownField[]): { in: readonly string[]; names: string[] }[] {
  const sections = new Map<string, { in: readonly string[]; names: string[] }>();
  for (const { path } of known) {
    const place = path.slice(0, -1);
    const section = sections.get(JSON.stringify(place)) ?? { in: place, names: [] };
    section.names.push(path.at(-1) ?? "");
    sections.set(JSON.stringify(place), section);
  }
  return [...sections.values()];
}
