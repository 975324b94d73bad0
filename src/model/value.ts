/**
 * A value that an emitted script knows under a name or as a constant, typed by what it stands for.
 *
 * `Value<Url>` and `Value<Version>` are different types: a version cannot be passed where a URL is wanted. The
 * content may be a literal (known when compiling) or a field of the runtime configuration (read on the host).
 */
export interface Value<T> {
  readonly expression: Expression;
  /** Carries `T` for the type checker; never set. */
  readonly meaning?: T | undefined;
}

/** How a value is written in bash. Data only: `emit` turns it into one quoted word. */
export type Expression =
  | { readonly type: "literal"; readonly text: string }
  | { readonly type: "config"; readonly path: readonly string[] }
  | { readonly type: "join"; readonly parts: readonly Expression[] }
  | { readonly type: "edit"; readonly edit: Edit; readonly of: Expression }
  | { readonly type: "named"; readonly name: string; readonly value: Expression; readonly owner?: string }
  /** What the operator names on the command line: `CTID`. */
  | { readonly type: "argument"; readonly name: string }
  | Computed;

/** A value that a function of the library makes of others, once, after the configuration was read. */
export interface Computed {
  readonly type: "computed";
  /** Name of the constant. */
  readonly name: string;
  /** What it stands for, as a person says it. */
  readonly words: string;
  /** The bash function; its first argument is the name of the result variable. */
  readonly by: string;
  readonly args: readonly Expression[];
}

/** The few edits bash can do on a value without a process: `${x##*\/}`, `${x//./-}`. */
export type Edit = "basename" | "dots-to-dashes";

/** What the author may write where a value is wanted: text, or a typed value. */
export type Input<T = unknown> = string | Value<T>;

/** The expression of an input; a plain string is a literal. */
export function expressionOf(input: Input): Expression {
  return typeof input === "string" ? { type: "literal", text: input } : input.expression;
}

/** Text with typed holes, for summaries and file contents: `` text`driver ${version}` ``. */
export function text(strings: TemplateStringsArray, ...holes: Input[]): Value<string> {
  const parts = strings.flatMap((literal, index): Expression[] => {
    const hole = holes[index];
    const before: Expression[] = literal === "" ? [] : [{ type: "literal", text: literal }];
    return hole === undefined ? before : [...before, expressionOf(hole)];
  });
  return { expression: join(parts) };
}

/** One expression from several, in order. */
export function join(parts: readonly Expression[]): Expression {
  const [first] = parts;
  if (first === undefined) return { type: "literal", text: "" };
  return parts.length === 1 ? first : { type: "join", parts };
}

/** A value under a constant's name at the top of the script, so that the reader meets it once and by name. */
export function named(name: string, input: Input): Expression {
  return { type: "named", name, value: expressionOf(input) };
}

/**
 * A value that a bash function makes of others when the script runs, under a constant's name.
 *
 * @example
 * computed("WANTED_GPUS", "the GPUs of the container", call("choose_where", own.gpu_assignment, feature.isDeclared))
 * // local wanted_gpus=''
 * // choose_where wanted_gpus "$CONTAINER_GPU_ASSIGNMENT" "$FEATURE_DECLARED"
 * // readonly WANTED_GPUS=$wanted_gpus
 */
export function computed<T>(
  name: string,
  words: string,
  by: { readonly name: string; readonly args: readonly Expression[] },
): Value<T> {
  return { expression: { type: "computed", name, words, by: by.name, args: by.args } };
}

/** The last component of a URL or path: `${url##*\/}`. */
export function basename(input: Input): Value<string> {
  const of = expressionOf(input);
  return { expression: lastComponent(of) ?? { type: "edit", edit: "basename", of } };
}

/** Of text that was put together, what stands behind its last slash, where that is known when compiling. */
function lastComponent(expression: Expression): Expression | undefined {
  if (expression.type !== "join") return undefined;
  const { parts } = expression;
  const index = parts.findLastIndex((part) => literalOf(part)?.includes("/"));
  const after = parts.slice(index + 1);
  const isLast = after.every((part) => literalOf(part) !== undefined || part.type === "edit");
  if (index < 0 || !isLast) return undefined;
  const name = literalOf(parts[index] as Expression)?.replace(/^.*\//s, "") ?? "";
  return join(name === "" ? after : [{ type: "literal", text: name }, ...after]);
}

/** `12.8` as `12-8`, the spelling CUDA's package names use (facts: cuda-toolkit-12-8). */
export function dotsToDashes(input: Input): Value<string> {
  return { expression: { type: "edit", edit: "dots-to-dashes", of: expressionOf(input) } };
}

/** The configuration fields an expression reads, each as its path. */
export function configPaths(expression: Expression): readonly (readonly string[])[] {
  switch (expression.type) {
    case "literal":
    case "argument":
      return [];
    case "computed":
      return expression.args.flatMap(configPaths);
    case "config":
      return [expression.path];
    case "join":
      return expression.parts.flatMap(configPaths);
    case "edit":
      return configPaths(expression.of);
    case "named":
      return configPaths(expression.value);
  }
}

/** The text of an expression that needs no variable. */
export function literalOf(expression: Expression): string | undefined {
  switch (expression.type) {
    case "literal":
      return expression.text;
    case "config":
    case "named":
    case "argument":
    case "computed":
      return undefined;
    case "edit": {
      const text = literalOf(expression.of);
      return text === undefined ? undefined : edited(text, expression.edit);
    }
    case "join": {
      const parts = expression.parts.map(literalOf);
      return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
    }
  }
}

function edited(text: string, edit: Edit): string {
  return edit === "basename" ? text.replace(/^.*\//s, "") : text.replaceAll(".", "-");
}

/** The expression as a person reads it: literals as they are, fields as `{nvidia_driver.version}`. */
export function render(expression: Expression): string {
  switch (expression.type) {
    case "literal":
      return expression.text;
    case "config":
      return `{${expression.path.join(".")}}`;
    case "argument":
      return expression.name;
    case "computed":
      return `{${expression.words}}`;
    case "join":
      return expression.parts.map(render).join("");
    case "edit":
      return literalOf(expression) ?? editInWords(expression.edit, bare(expression.of));
    case "named":
      return render(expression.value);
  }
}

function editInWords(edit: Edit, of: string): string {
  return edit === "basename" ? `{file name of ${of}}` : `{${of} with dashes}`;
}

function bare(expression: Expression): string {
  return render(expression).replaceAll(/[{}]/g, "");
}
