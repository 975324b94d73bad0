import type { Effect, EffectAccess } from "../model/effect.ts";
import type { Step } from "../model/pipeline.ts";
import { render } from "../model/value.ts";

/** An effect, whose it is, and where its step stands. */
export interface OwnedEffect {
  readonly effect: Effect;
  readonly step: Step;
  readonly index: number;
}

/** Finds the effects that touch the same thing as another one, without comparing each with each. */
export interface EffectIndex {
  touching(effect: Effect, by: Step): readonly OwnedEffect[];
}

/** Indexes what the steps that act do in one of these ways. */
export function indexEffects(steps: readonly Step[], ways: readonly EffectAccess[]): EffectIndex {
  const all = steps.flatMap((step, index) => acting(step, ways).map((effect) => ({ effect, step, index })));
  const byName = new Map<string, OwnedEffect[]>();
  for (const owned of all) byName.set(key(owned.effect), [...(byName.get(key(owned.effect)) ?? []), owned]);
  const patterns = all.filter(({ effect }) => isPattern(effect));
  return {
    touching: (effect, by) => {
      const exact = byName.get(key(effect)) ?? [];
      const wider = isPattern(effect) ? all : patterns;
      const found = new Set([...exact, ...wider.filter((owned) => touchesSame(owned.effect, effect))]);
      return [...found].filter(({ step }) => isSamePlace(effect, step, by));
    },
  };
}

function acting(step: Step, ways: readonly EffectAccess[]): readonly Effect[] {
  return step.mode === "ensure" ? step.resource.effects.filter(({ access }) => ways.includes(access)) : [];
}

function key({ subject, name }: Effect): string {
  return `${subject} ${render(name)}`;
}

function isPattern({ name }: Effect): boolean {
  return render(name).endsWith("*");
}

/** Same subject and name; a name that ends in `*` stands for all that begin with it. */
export function touchesSame(a: Effect, b: Effect): boolean {
  if (a.subject !== b.subject) return false;
  const [one, two] = [render(a.name), render(b.name)];
  return one === two || matches(one, two) || matches(two, one);
}

/** A path, package or node inside a container is not that of its host; the container itself is one for both. */
export function isSamePlace({ subject }: Effect, a: Step, b: Step): boolean {
  return subject === "container" || a.target.type === b.target.type;
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1));
}
