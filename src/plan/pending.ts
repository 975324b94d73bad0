import type { Step } from "../model/pipeline.ts";
import type { EffectIndex } from "./effect-index.ts";

/**
 * Earlier steps whose pending change may alter what `step`'s guard sees: their changes and its reads touch the same
 * thing. In a plan, behind such a step the answer is `unknown`. `changes` indexes what all steps change.
 */
export function pendingBefore(step: Step, position: number, changes: EffectIndex): string[] {
  const read = step.resource.effects.filter((effect) => effect.access === "reads");
  const earlier = read
    .flatMap((effect) => changes.touching(effect, step))
    .filter(({ index }) => index < position);
  const inOrder = earlier.sort((a, b) => a.index - b.index);
  return [...new Set(inOrder.map((owned) => owned.step.id))];
}
