import { type Expression, expressionOf, type Input } from "./value.ts";

/** A call of one bash function of a kind (or of the frame), as data: the only way a kind says what bash to run. */
export interface Call {
  readonly type: "call";
  readonly name: string;
  readonly args: readonly Expression[];
}

/** Bash written by the author in the escape hatch: literal text and typed holes. */
export interface Script {
  readonly type: "script";
  readonly body: readonly ScriptPart[];
}

/** Author's bash is text; a hole is an expression that `emit` quotes. */
export type ScriptPart = { readonly bash: string } | { readonly hole: Expression };

/** The body of a guard, an apply, a verify. */
export type Action = Call | Script;

/** `call("file_is", "/etc/x", "0644", content)`. */
export function call(name: string, ...args: (Input | Expression)[]): Call {
  return { type: "call", name, args: args.map(toExpression) };
}

function toExpression(arg: Input | Expression): Expression {
  return typeof arg !== "string" && "type" in arg ? arg : expressionOf(arg);
}

/**
 * Bash as the author writes it; each hole becomes one quoted word, so it stands outside quotes. Backslashes stay as
 * they are seen; `\${` and `` \` `` are the shell's own.
 *
 * @example
 * bash`sysctl --quiet --write vm.swappiness=${config.swappiness}`
 * // sysctl --quiet --write vm.swappiness="$SWAPPINESS"
 */
export function bash(strings: TemplateStringsArray, ...holes: Input[]): Script {
  const body = strings.raw.flatMap((raw, index): ScriptPart[] => {
    const hole = holes[index];
    const text: ScriptPart[] = raw === "" ? [] : [{ bash: raw.replaceAll(/\\([`$])/g, "$1") }];
    return hole === undefined ? text : [...text, { hole: expressionOf(hole) }];
  });
  return { type: "script", body };
}

/** Every expression an action contains. */
export function expressionsOf(action: Action): readonly Expression[] {
  return action.type === "call"
    ? action.args
    : action.body.flatMap((part) => ("hole" in part ? [part.hole] : []));
}
