import type { Action } from "../model/call.ts";
import type { Step } from "../model/pipeline.ts";
import type { Inside, Resource } from "../model/resource.ts";
import type { Expression } from "../model/value.ts";

/** One expression for another. */
export type Rename = (expression: Expression) => Expression;

/** One value has one name: a constant that an earlier step has already goes by that step's name. */
export function shareConstants(steps: readonly Step[]): Step[] {
  const first = new Map<string, Pick<Extract<Expression, { type: "named" }>, "name" | "owner">>();
  return steps.map((step) => {
    const rename: Rename = (expression) => {
      if (expression.type === "join") return { ...expression, parts: expression.parts.map(rename) };
      if (expression.type === "edit") return { ...expression, of: rename(expression.of) };
      if (expression.type !== "named") return expression;
      const key = JSON.stringify(expression.value);
      const known = first.get(key) ?? { name: expression.name, owner: step.id };
      first.set(key, known);
      return { ...expression, ...known };
    };
    return { ...step, resource: renamed(step.resource, rename) };
  });
}

/** A resource with every expression that ends up in a script renamed. */
export function renamed(resource: Resource, rename: Rename): Resource {
  const { inside, summary } = resource;
  return {
    ...resource,
    summary: rename(summary),
    ...renamedActions(resource, rename),
    ...(inside === undefined ? {} : { inside: renamedActions(inside, rename) }),
  };
}

function renamedActions({ guard, apply, verify, preflight, facts }: Inside, rename: Rename): Inside {
  return {
    facts: facts.map((fact) => ({ ...fact, subjects: fact.subjects.map(rename) })),
    guard: renamedAction(guard, rename),
    ...(apply === undefined ? {} : { apply: renamedAction(apply, rename) }),
    ...(verify === undefined ? {} : { verify: renamedAction(verify, rename) }),
    ...(preflight === undefined ? {} : { preflight: renamedAction(preflight, rename) }),
  };
}

function renamedAction(action: Action, rename: Rename): Action {
  if (action.type === "call") return { ...action, args: action.args.map(rename) };
  return {
    ...action,
    body: action.body.map((part) => ("hole" in part ? { hole: rename(part.hole) } : part)),
  };
}
