import type { FeatureRequirement } from "./config.ts";
import { fits, type View } from "./config-view.ts";
import { type ConfigProblem, valueAt } from "./config-words.ts";
import type { Lineage } from "./lineage.ts";

/** Containers of a line that declare a feature before what it needs is there, by themselves or by their origin. */
export function requirementProblems(
  view: View,
  lineage: Lineage | undefined,
  requires: FeatureRequirement | undefined,
): ConfigProblem[] {
  if (requires === undefined) return [];
  const line = lineage?.ctids ?? [];
  return line.flatMap((ctid, index) => {
    const own = featuresOf(view, ctid);
    const place = own.indexOf(requires.feature);
    if (place < 0) return [];
    const before = [...own.slice(0, place), ...line.slice(index + 1).flatMap((id) => featuresOf(view, id))];
    const missing = requires.names.filter((name) => !before.includes(name));
    return missing.map((name) => missingProblem(view, ctid, requires.feature, name));
  });
}

function featuresOf(view: View, ctid: string): string[] {
  const field = view.fields.find(({ role }) => role === "features");
  const value = field === undefined ? undefined : valueAt(view.document, pathOf(view, ctid, field.path));
  return field !== undefined && fits(field, value) ? (value as string[]) : [];
}

function pathOf({ containers = [] }: View, ctid: string, field: readonly string[]): readonly string[] {
  return [...containers, ctid, ...field.slice(-1)];
}

function missingProblem(
  { containers = [] }: View,
  ctid: string,
  feature: string,
  name: string,
): ConfigProblem {
  return {
    path: [...containers, ctid, "features"].join("."),
    found: `"${feature}" without "${name}" before it`,
    expected: `"${name}" before "${feature}": add "${name}", here or to a container that ${ctid} was cloned from`,
  };
}
