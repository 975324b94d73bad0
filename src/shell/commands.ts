import { childrenOf, columnOf, isNode, lineOf, listOf, offsetOf, type ShellFile, type ShellNode, typeOf } from "./parse.ts";

/** One simple command as it stands in the text. */
export interface Command {
  /** First word when it is plain text; undefined when it is computed (`"$guard"`). */
  readonly name: string | undefined;
  /** Every word that is plain text; a computed one is undefined. */
  readonly words: readonly (string | undefined)[];
  readonly line: number;
  readonly column: number;
  /** True behind `if`, `while`, `!`, `&&` or `||`, where bash ignores `set -e` in all that the command calls. */
  readonly errorsIgnored: boolean;
}

/** One function of a script: where it stands and what it runs. */
export interface ShellFunction {
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
  /** The text from the comment above it to its closing brace. */
  readonly text: string;
  readonly commands: readonly Command[];
  /** Files its redirections name in plain text. */
  readonly redirects: readonly string[];
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
  };
}

/** The comment lines directly above belong to the function. */
function startWithComment(source: Buffer, offset: number): number {
  const before = source.subarray(0, offset).toString();
  const comment = /(?:^#[^\n]*\n)+$/m.exec(before);
  const above = comment !== null && comment.index + comment[0].length === before.length ? comment[0] : "";
  return offset - Buffer.byteLength(above);
}

/** All simple commands inside a node, nested ones and those in `$(…)` included, in textual order. */
export function commandsOf(node: ShellNode, errorsIgnored = false): Command[] {
  const found: Command[] = [];
  collect(node, errorsIgnored, found, new Set());
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

const andOr = new Set([10, 11]);

function collect(node: ShellNode, ignored: boolean, found: Command[], seen: Set<ShellNode>): void {
  if (seen.has(node)) return;
  seen.add(node);
  const type = typeOf(node);
  if (type === "CallExpr" && listOf(node.Args).length > 0) found.push(commandOf(node, ignored));
  if (type === "Stmt" && node.Negated === true) return collectAll(childrenOf(node), true, found, seen);
  if (type === "BinaryCmd" && andOr.has(node.Op as number)) {
    // The last command of an && or || list still obeys set -e; all before it do not.
    collect(node.X as ShellNode, true, found, seen);
    return collect(node.Y as ShellNode, ignored, found, seen);
  }
  const conditions = type === "IfClause" || type === "WhileClause" ? listOf(node.Cond) : [];
  collectAll(conditions, true, found, seen);
  collectAll(childrenOf(node), ignored, found, seen);
}

function collectAll(nodes: ShellNode[], ignored: boolean, found: Command[], seen: Set<ShellNode>): void {
  for (const node of nodes) collect(node, ignored, found, seen);
}

function commandOf(call: ShellNode, errorsIgnored: boolean): Command {
  const args = listOf(call.Args);
  const words = args.map(wordText);
  const first = partsOf(args[0] as ShellNode)[0] as ShellNode;
  const at = (first.ValuePos ?? first.Position ?? first.Left ?? first.Dollar) as unknown;
  return { name: words[0], words, line: lineOf(at), column: columnOf(at), errorsIgnored };
}

function partsOf(word: ShellNode): ShellNode[] {
  return listOf(word.Parts);
}

/** The text of a word that holds no expansion, quotes removed. */
export function wordText(word: ShellNode): string | undefined {
  const parts = partsOf(word).map((part) =>
    typeOf(part) === "DblQuoted" ? concatenated(listOf(part.Parts).map(literalOf)) : literalOf(part),
  );
  return concatenated(parts);
}

function concatenated(parts: (string | undefined)[]): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
}

function literalOf(part: ShellNode): string | undefined {
  const type = typeOf(part);
  return type === "Lit" || type === "SglQuoted" ? String(part.Value) : undefined;
}

/** Files that redirections inside a node name in plain text. */
export function redirectsOf(node: ShellNode): string[] {
  const found: string[] = [];
  const seen = new Set<ShellNode>();
  const visit = (current: ShellNode): void => {
    if (seen.has(current)) return;
    seen.add(current);
    if (typeOf(current) === "Redirect" && isNode(current.Word)) {
      const target = wordText(current.Word);
      if (target?.startsWith("/") === true) found.push(target);
    }
    for (const child of childrenOf(current)) visit(child);
  };
  visit(node);
  return found;
}
