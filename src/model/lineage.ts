import type { ConfigField } from "./config.ts";
import { fits, type View } from "./config-view.ts";
import { type ConfigProblem, isAbsent, isObject, problem, valueAt } from "./config-words.ts";

/** A container and those it was cloned from. */
export interface Lineage {
  /** The container itself first. */
  readonly ctids: readonly string[];
  /** What is wrong with its end. */
  readonly problems: readonly ConfigProblem[];
  /** The container that the last one names is there already: the line comes back to itself. */
  readonly isCircle: boolean;
}

/** Follows the clones of a view's container as far as they lead; undefined where a file has no containers. */
export function lineageOf(view: View): Lineage | undefined {
  const field = view.fields.find(({ role }) => role === "parent");
  if (view.containers === undefined || field === undefined) return undefined;
  const ctids = [view.ctid];
  for (;;) {
    const next = parentOf(view, field, ctids.at(-1) ?? "");
    if (next === undefined) return { ctids, problems: [], isCircle: false };
    if (ctids.includes(next) || !isObject(containerOf(view, next))) {
      return { ctids, problems: [endProblem(view, field, ctids, next)], isCircle: ctids.includes(next) };
    }
    ctids.push(next);
  }
}

function section({ containers = [] }: View, ctid: string): readonly string[] {
  return [...containers, ctid];
}

function containerOf(view: View, ctid: string): unknown {
  return valueAt(view.document, section(view, ctid));
}

function pathOf(view: View, field: ConfigField, ctid: string): readonly string[] {
  return [...section(view, ctid), ...field.path.slice(-1)];
}

function parentOf(view: View, field: ConfigField, ctid: string): string | undefined {
  const value = valueAt(view.document, pathOf(view, field, ctid));
  return isAbsent(value) || !fits(field, value) ? undefined : String(value);
}

function endProblem(view: View, field: ConfigField, ctids: readonly string[], next: string): ConfigProblem {
  const parentProblem = (ctid: string, expected: string) => {
    const path = pathOf(view, field, ctid);
    return problem(path, valueAt(view.document, path), expected);
  };
  if (ctids.includes(next)) {
    const circle = turned(ctids.slice(ctids.indexOf(next)));
    const whole = [...circle, ...circle.slice(0, 1)].join(" -> ");
    return parentProblem(circle.at(-1) ?? "", `a chain of clones that ends, not ${whole}`);
  }
  if (isAbsent(containerOf(view, next))) {
    return parentProblem(ctids.at(-1) ?? "", `a container in ${(view.containers ?? []).join(".")}`);
  }
  return problem(section(view, next), containerOf(view, next), "an object");
}

/** One circle, one sentence, whichever container it was found from: the lowest number first. */
function turned(ctids: readonly string[]): string[] {
  const first = ctids.indexOf(String(Math.min(...ctids.map(Number))));
  return [...ctids.slice(first), ...ctids.slice(0, first)];
}
