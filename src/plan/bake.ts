import type { Expression } from "../model/value.ts";
import { renamed } from "./constants.ts";
import { deadlineText, type PipelinePlan } from "./plan.ts";

/** The value of a field of the host's configuration; undefined where it depends on the container. */
export type KnownValue = (path: readonly string[]) => string | undefined;

/** A plan for known values: constants that are made of them alone are literal, and deadlines are told as they are. */
export function bakePlan(plan: PipelinePlan, known: KnownValue): PipelinePlan {
  const steps = plan.steps.map(({ step, ...rest }) => ({
    ...rest,
    step: { ...step, resource: renamed(step.resource, (expression) => bakeConstants(expression, known)) },
    deadline: step.resource.waits.map((wait) => deadlineText(wait, plan.pipeline, known)).join(", "),
  }));
  return { ...plan, steps };
}

/** Fields keep their names; only what a constant is made of is filled in. */
function bakeConstants(expression: Expression, known: KnownValue): Expression {
  if (expression.type === "named") return { ...expression, value: filledIn(expression.value, known) };
  return throughParts(expression, (part) => bakeConstants(part, known));
}

function filledIn(expression: Expression, known: KnownValue): Expression {
  if (expression.type !== "config") return throughParts(expression, (part) => filledIn(part, known));
  const text = known(expression.path);
  return text === undefined ? expression : { type: "literal", text };
}

function throughParts(expression: Expression, change: (part: Expression) => Expression): Expression {
  if (expression.type === "join") return { ...expression, parts: expression.parts.map(change) };
  if (expression.type === "edit") return { ...expression, of: change(expression.of) };
  return expression;
}
