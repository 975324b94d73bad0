import type { ConfigSchema, KnownField, SchemaNode } from "../model/config.ts";

/** JSON Schema as it is written; keys in the order they are to stand in the file. */
type Written = Readonly<Record<string, unknown>>;

/** The JSON Schema of a configuration file, for editors: what `ashlar config check` accepts, null for absent included. */
export function editorSchema({ name, node = {}, enabledBy }: ConfigSchema): string {
  const written = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `${name}.json`,
    ...writtenSection(node, enabledBy),
  };
  return `${JSON.stringify(written, undefined, 2)}\n`;
}

function writtenSection(node: SchemaNode, enabledBy: readonly string[] | undefined): Written {
  const { description, properties = {} } = node;
  const required = (node.required ?? []).filter((key) => isAskedFor(properties[key]));
  const entries = Object.entries(properties).map(([key, child]) => [
    key,
    writtenNode(child, required.includes(key), enabledBy?.[0] === key ? enabledBy.slice(1) : undefined),
  ]);
  return {
    ...(description === undefined ? {} : { description }),
    type: "object",
    properties: Object.fromEntries(entries),
    ...requirement(required, enabledBy),
  };
}

/** A section that asks for nothing may be left out. */
function isAskedFor({ properties, required = [] }: SchemaNode = {}): boolean {
  return properties === undefined || required.some((key) => isAskedFor(properties[key]));
}

/** Where a field switches the file off, nothing else of it is required. */
function requirement(required: readonly string[], enabledBy: readonly string[] | undefined): Written {
  const [name, ...deeper] = enabledBy ?? [];
  if (required.length === 0 || deeper.length > 0) return {};
  if (name === undefined) return { required };
  const isOff = { type: "object", properties: { [name]: { enum: [false, "", null] } } };
  return { anyOf: [isOff, { type: "object", required }] };
}

function writtenNode(node: SchemaNode, isRequired: boolean, enabledBy?: readonly string[]): Written {
  const { known, description, additionalProperties } = node;
  if (known !== undefined && known !== "field") return writtenKnown(node, known);
  if (node.properties !== undefined) return writtenSection(node, enabledBy);
  if (additionalProperties?.properties !== undefined) {
    const { propertyNames } = node;
    const each = writtenSection(additionalProperties, undefined);
    return { description, type: "object", propertyNames: plain(propertyNames), additionalProperties: each };
  }
  return isRequired && node.default === undefined ? plain(node) : orAbsent(plain(node));
}

/** null and "" are as good as missing. */
function orAbsent({ description, default: byDefault, ...type }: Written): Written {
  return {
    description,
    ...(byDefault === undefined ? {} : { default: byDefault }),
    anyOf: [type, { enum: ["", null] }],
  };
}

const knownTypes: Readonly<Record<Exclude<KnownField["type"], "field">, readonly string[]>> = {
  value: ["string", "number", "boolean", "null"],
  list: ["array", "null"],
  values: ["string", "number", "boolean", "array", "null"],
  section: ["object", "null"],
  anything: ["string", "number", "boolean", "array", "object", "null"],
};

function writtenKnown(
  { description, properties = {} }: SchemaNode,
  known: Exclude<KnownField["type"], "field">,
): Written {
  const type = knownTypes[known];
  const entries = Object.entries(properties).map(([key, child]) => [key, writtenNode(child, false)]);
  return entries.length === 0
    ? { description, type }
    : { description, type, properties: Object.fromEntries(entries) };
}

/** A field without what only scripts ask. */
function plain(node: SchemaNode = {}): Written {
  const {
    takes,
    takesPattern,
    separator,
    role,
    orRoot,
    sameAs,
    uniqueWithin,
    known,
    expected,
    description,
    ...rest
  } = node;
  const words = expected === undefined ? description : `${description} Takes ${expected}.`;
  return { ...(description === undefined ? {} : { description: words }), ...rest };
}
