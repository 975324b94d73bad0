import type { ConfigField, ConfigSchema } from "./config.ts";
import { entriesOf, scalarText, viewOf } from "./config-view.ts";
import { isAbsent, numberText, valueAt } from "./config-words.ts";
import { optionWords } from "./options.ts";

/**
 * The values of a document that has no problem, in the order of the fields, as a script that reads them would hold
 * them. `ctid` is the container that the script would be run for.
 */
export function configurationValues(schema: ConfigSchema, document: unknown, ctid = ""): string[] {
  return viewOf(schema, document, ctid).fields.map((field) => valueText(field, chosen(field, document)));
}

/** What counts for a field: its own value, or the one at the root of the file, or its default. */
function chosen({ path, orRoot, default: byDefault }: ConfigField, document: unknown): unknown {
  const own = valueAt(document, path);
  if (!isAbsent(own)) return own;
  const atRoot = orRoot ? valueAt(document, path.slice(-1)) : undefined;
  return isAbsent(atRoot) ? byDefault : atRoot;
}

function valueText({ type, separator = " " }: ConfigField, value: unknown): string {
  if (isAbsent(value)) return "";
  if (type === "options") return optionWords(value as object).join("\t");
  if (type === "words" && Array.isArray(value)) return value.join(" ");
  if (type === "list") return entriesOf(value).map(scalarText).join(separator);
  if (type === "mounts") return entriesOf(value).map(mountText).join("\t");
  const text = typeof value === "number" ? numberText(value) : String(value);
  if (type !== "gpus") return text;
  const indices = text.match(/[0-9]+/g) ?? [];
  return [...new Set(indices.map(Number))].sort((a, b) => a - b).join(" ");
}

/** A directory of the host in a container, as Proxmox writes it. */
function mountText(entry: unknown): string {
  return `${valueAt(entry, ["host_path"])},mp=${valueAt(entry, ["container_path"])}`;
}
