import { type Issue, placeOf } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import { render } from "../model/value.ts";
import { issueAt, type Pass } from "./context.ts";
import { type EffectIndex, indexEffects } from "./effect-index.ts";

/** That one step wants another to come before it, and why. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly what: string;
}

/** What a step uses, or proves to need, must come before it. */
export const checkOrder: Pass = ({ pipeline }) => {
  const { steps } = pipeline;
  const providers = indexEffects(steps, ["writes", "provides"]);
  const edges = steps.flatMap((step, index) => [
    ...useEdges(step, index, providers),
    ...needEdges(step, index, steps),
  ]);
  const from = new Map<number, Edge[]>();
  for (const edge of edges) from.set(edge.from, [...(from.get(edge.from) ?? []), edge]);
  const forward = edges.filter((edge) => edge.to > edge.from);
  const late = forward.map((edge) => {
    const back = pathBetween(edge.to, edge.from, from);
    return back === undefined ? usedTooEarly(edge, steps) : cycle(edge, back, steps);
  });
  return [
    ...unique(late),
    ...steps.flatMap((step) => unknownNeeds(step, steps)),
    ...steps.flatMap((step) => conditionalNeeds(step, steps)),
  ];
};

/** An edge to each earlier provider; to the later ones where there is no earlier. */
function useEdges(step: Step, index: number, providers: EffectIndex): Edge[] {
  const used = step.resource.effects.filter(({ access }) => access === "uses");
  return used.flatMap((effect) => {
    const found = providers.touching(effect, step);
    if (found.some((provider) => provider.index === index)) return [];
    const earlier = found.filter((provider) => provider.index < index);
    const wanted = earlier.length > 0 ? earlier : found;
    return wanted.map((provider) => ({
      from: index,
      to: provider.index,
      what: `${effect.subject} ${render(effect.name)}`,
    }));
  });
}

function needEdges(step: Step, index: number, steps: readonly Step[]): Edge[] {
  return [...step.resource.needs, ...step.resource.follows].flatMap((proof) => {
    const to = steps.findIndex(({ id }) => id === proof.step);
    return to < 0 || to === index ? [] : [{ from: index, to, what: `proof of ${proof.claim}` }];
  });
}

/** Steps on the way along the edges, or undefined where there is none. */
function pathBetween(
  start: number,
  goal: number,
  from: ReadonlyMap<number, readonly Edge[]>,
): number[] | undefined {
  const seen = new Set<number>();
  const open: number[][] = [[start]];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const last = path.at(-1) ?? start;
    if (last === goal) return path;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const { to } of from.get(last) ?? []) open.push([...path, to]);
  }
  return undefined;
}

function usedTooEarly({ from, to, what }: Edge, steps: readonly Step[]): Issue {
  const [step, provider] = [steps[from] as Step, steps[to] as Step];
  return issueAt(step.at, "ASH103", `${step.id} uses what is not there yet`, {
    found: `${what}, which ${provider.id} at ${placeOf(provider.at)} only brings afterwards`,
    expected: `${provider.id} before ${step.id}`,
    hint: "move the step, and let it take the proof of the other one",
  });
}

function cycle({ from, what }: Edge, back: readonly number[], steps: readonly Step[]): Issue {
  const step = steps[from] as Step;
  const names = [from, ...back].map((index) => steps[index]?.id);
  return issueAt(step.at, "ASH104", "these steps wait for each other", {
    found: `${names.join(" → ")} (${step.id} uses ${what})`,
    expected: "an order in which each step finds what it uses",
    hint: "split one of the steps into the part that provides and the part that uses",
  });
}

/** One cycle is met once an edge; it is told once. */
function unique(issues: readonly Issue[]): Issue[] {
  return [
    ...new Map(issues.map((issue) => [`${issue.code} ${placeOf(issue.at)} ${issue.found}`, issue])).values(),
  ];
}

function unknownNeeds(step: Step, steps: readonly Step[]): Issue[] {
  const unknown = step.resource.needs.filter(
    (proof) => !steps.some(({ id }) => id === proof.step && id !== step.id),
  );
  return unknown.map((proof) =>
    issueAt(step.at, "ASH103", `${step.id} takes a proof from elsewhere`, {
      found: `the proof of ${proof.claim} by ${proof.step}, which is no other step of this pipeline`,
      expected: "a proof that an earlier step of the same pipeline returned",
      hint: "a proof holds for one run of one script",
    }),
  );
}

/** A step that is always there cannot rest on one that a configuration switches off. */
function conditionalNeeds(step: Step, steps: readonly Step[]): Issue[] {
  const needed = step.resource.needs.flatMap((proof) => steps.find(({ id }) => id === proof.step) ?? []);
  const own = new Set(conditionsOf(step));
  const maybe = needed.filter((other) => conditionsOf(other).some((condition) => !own.has(condition)));
  return maybe.map((other) =>
    issueAt(step.at, "ASH103", `${step.id} needs a step that may be skipped`, {
      found: `the proof of ${other.id}, which is there only if ${conditionsOf(other).join(" and ")} is true`,
      expected: "both steps under the same condition",
      hint: `write ${step.id} inside the same onlyIf`,
    }),
  );
}

/** Every value that must be true for a step to be there. */
function conditionsOf({ when }: Step): string[] {
  const fields: string[] = [];
  for (let at = when; at !== undefined; at = at.outer) fields.push(render(at.field));
  return fields;
}
