import type { Effect } from "../model/effect.ts";
import type { Step } from "../model/pipeline.ts";
import { render } from "../model/value.ts";

const changing = new Set(["writes", "removes", "provides"]);

/**
 * Earlier steps whose pending change may alter what `step`'s guard sees: their changes and its reads touch the same
 * thing. In a plan, behind such a step the answer is `unknown`.
 */
export function pendingBefore(step: Step, earlier: readonly Step[]): string[] {
  const read = step.resource.effects.filter((effect) => effect.access === "reads");
  return earlier
    .filter((other) => other.mode === "ensure")
    .filter((other) =>
      other.resource.effects.some(
        (effect) => changing.has(effect.access) && read.some((r) => touchesSame(effect, r)),
      ),
    )
    .map((other) => other.id);
}

/** Same subject and name; a name that ends in `*` stands for all that begin with it. */
export function touchesSame(a: Effect, b: Effect): boolean {
  if (a.subject !== b.subject) return false;
  const [one, two] = [render(a.name), render(b.name)];
  return one === two || matches(one, two) || matches(two, one);
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1));
}
