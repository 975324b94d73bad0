import {
  childrenOf,
  columnOf,
  lineOf,
  listOf,
  offsetOf,
  type ShellFile,
  type ShellNode,
  typeOf,
} from "./parse.ts";
import { nodesIn, redirectsOf } from "./paths.ts";
import { isRest, literalOf, partsOf, startOf, wordText } from "./word.ts";

/** One simple command as it stands in the text. */
export interface Command {
  /** First word when it is plain text; undefined when it is computed (`"$guard"`). */
  readonly name: string | undefined;
  /** What the first word begins with: `apply_` of `"apply_$1"`. */
  readonly nameStart: string;
  /** Every word that is plain text; a computed one is undefined. */
  readonly words: readonly (string | undefined)[];
  readonly line: number;
  readonly column: number;
  /** True behind `if`, `while`, `!`, `&&` or `||`, where bash ignores `set -e` in all that the command calls. */
  readonly errorsIgnored: boolean;
  /** True inside `… &`: nobody waits for it. */
  readonly background: boolean;
  /** True inside the body of a loop. */
  readonly looped: boolean;
  /** Place of the word that is `"$@"`, where there is one: 0 means that the arguments are the command. */
  readonly rest: number | undefined;
}

/** One function of a script: where it stands and what it runs. */
export interface ShellFunction {
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
  /** The text from the comment above it to its closing brace. */
  readonly text: string;
  readonly commands: readonly Command[];
  /** Files its redirections name, as far as the text says; a computed end is a `*`. */
  readonly redirects: readonly string[];
  /** It compares what it has read: `==`, `=~`, `-nt`, `case`, `((…))`. */
  readonly compares: boolean;
}

/** All functions of a file, in order. */
export function functionsOf(file: ShellFile): ShellFunction[] {
  return listOf(file.root.Stmts)
    .filter((statement) => typeOf(statement.Cmd as ShellNode) === "FuncDecl")
    .map((statement) => functionOf(file, statement));
}

function functionOf(file: ShellFile, statement: ShellNode): ShellFunction {
  const declaration = statement.Cmd as ShellNode;
  const body = (declaration.Body as ShellNode).Cmd as ShellNode;
  const closing = (body.Rbrace ?? body.Rparen) as ShellNode;
  const start = startWithComment(file.source, offsetOf(statement.Position));
  return {
    name: literalOf(declaration.Name as ShellNode) ?? "",
    startLine: lineOf(statement.Position),
    endLine: lineOf(closing),
    text: file.source.subarray(start, offsetOf(closing) + 1).toString(),
    commands: commandsOf(body),
    redirects: redirectsOf(body),
    compares: compares(body),
  };
}

/** `[[ -n $(command -v x) ]]` compares nothing: it only sees that something is there. */
function compares(body: ShellNode): boolean {
  return nodesIn(body).some((node) => {
    const type = typeOf(node);
    return (
      type === "CaseClause" ||
      type === "ArithmCmd" ||
      (type === "BinaryTest" && !andOr.has(node.Op as number))
    );
  });
}

/** The comment lines directly above belong to a statement; only they are read, since a script has many functions. */
export function startWithComment(source: Buffer, offset: number): number {
  let start = offset;
  while (start > 1) {
    const above = source.lastIndexOf("\n", start - 2) + 1;
    if (source[above] !== 0x23) break;
    start = above;
  }
  return start;
}

/** Where a command stands: what bash does with its failure, and how often it runs. */
type Setting = Pick<Command, "errorsIgnored" | "background" | "looped">;

const plain: Setting = { errorsIgnored: false, background: false, looped: false };

/** All simple commands inside a node, nested ones and those in `$(…)` included, in textual order. */
export function commandsOf(node: ShellNode): Command[] {
  const found: Command[] = [];
  collect(node, plain, found, new Set());
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

const andOr = new Set([10, 11]);
const loops = new Set(["WhileClause", "ForClause"]);

function collect(node: ShellNode, outer: Setting, found: Command[], seen: Set<ShellNode>): void {
  if (seen.has(node)) return;
  seen.add(node);
  const type = typeOf(node);
  const setting = settingIn(node, type, outer);
  if (type === "CallExpr" && listOf(node.Args).length > 0) found.push(commandOf(node, setting));
  // The last command of an && or || list still obeys set -e; all before it do not.
  const isList = type === "BinaryCmd" && andOr.has(node.Op as number);
  const conditions = type === "IfClause" || type === "WhileClause" ? listOf(node.Cond) : [];
  const unheard = isList ? [node.X as ShellNode] : conditions;
  for (const child of unheard) collect(child, { ...setting, errorsIgnored: true }, found, seen);
  for (const child of childrenOf(node)) collect(child, setting, found, seen);
}

function settingIn(node: ShellNode, type: string, outer: Setting): Setting {
  return {
    errorsIgnored: outer.errorsIgnored || (type === "Stmt" && node.Negated === true),
    background: outer.background || (type === "Stmt" && node.Background === true),
    looped: outer.looped || loops.has(type),
  };
}

function commandOf(call: ShellNode, setting: Setting): Command {
  const args = listOf(call.Args);
  const words = args.map(wordText);
  const rest = args.findIndex(isRest);
  const first = partsOf(args[0] as ShellNode)[0] as ShellNode;
  const at = (first.ValuePos ?? first.Position ?? first.Left ?? first.Dollar) as unknown;
  const place = { line: lineOf(at), column: columnOf(at) };
  const nameStart = startOf(args[0] as ShellNode).text;
  return { name: words[0], nameStart, words, ...place, ...setting, rest: rest < 0 ? undefined : rest };
}
