import { configVariable, constantName } from "../model/names.ts";
import { type Expression, literalOf } from "../model/value.ts";
import { doubleQuotable, quote, type ShellText } from "../shell/quote.ts";

/** One bash word for an expression. `step` gives named constants their prefix. */
export function wordOf(expression: Expression, step: string): ShellText {
  const literal = literalOf(expression);
  if (literal !== undefined) return quote(literal);
  return `"${insideQuotes(flatten(expression), step)}"` as ShellText;
}

/** A single variable where bash splits nothing, inside `[[ … ]]`. */
export function variableWord(expression: Expression): ShellText {
  return `$${variableOf(expression, "")}` as ShellText;
}

function flatten(expression: Expression): readonly Expression[] {
  return expression.type === "join" ? expression.parts.flatMap(flatten) : [expression];
}

function insideQuotes(parts: readonly Expression[], step: string): string {
  return parts.map((part, index) => partText(part, step, literalStart(parts[index + 1]))).join("");
}

function literalStart(next: Expression | undefined): string {
  return next === undefined ? "" : ((literalOf(next) ?? "")[0] ?? "");
}

function partText(part: Expression, step: string, next: string): string {
  const literal = literalOf(part);
  if (literal !== undefined) return doubleQuotable(literal);
  const suffix = part.type === "edit" ? editSuffix(part.edit) : "";
  const name = variableOf(part.type === "edit" ? part.of : part, step);
  return suffix !== "" || /[A-Za-z0-9_[]/.test(next) ? `\${${name}${suffix}}` : `$${name}`;
}

function editSuffix(edit: "basename" | "dots-to-dashes"): string {
  return edit === "basename" ? "##*/" : "//./-";
}

function variableOf(expression: Expression, step: string): string {
  if (expression.type === "config") return configVariable(expression.path);
  if (expression.type === "named") return constantName(expression.owner ?? step, expression.name);
  if (expression.type === "argument" || expression.type === "computed") return expression.name;
  throw new Error("only a configuration field or a named constant can be edited on the target");
}
