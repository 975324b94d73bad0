import { childrenOf, isNode, listOf, type ShellNode, typeOf } from "./parse.ts";
import { wordText } from "./word.ts";

/** `|` and `|&`. */
function isPipe(node: ShellNode): boolean {
  return typeOf(node) === "BinaryCmd" && (node.Op === 12 || node.Op === 13);
}

/** The first word of a simple command, where it is plain. */
export function commandName(node: ShellNode): string | undefined {
  const first = typeOf(node) === "CallExpr" ? listOf(node.Args)[0] : undefined;
  return first === undefined ? undefined : wordText(first);
}

/** What stands behind this statement is not reached: it meets an `exit`, or a call of a function that does. */
export function ends(statement: ShellNode, ending: ReadonlySet<string>): boolean {
  if (statement.Background === true || !isNode(statement.Cmd)) return false;
  const command = statement.Cmd;
  switch (typeOf(command)) {
    case "CallExpr":
      return commandName(command) === "exit" || ending.has(commandName(command) ?? "");
    case "Block":
      return oneEnds(command.Stmts, ending);
    case "BinaryCmd":
      return !isPipe(command) && ends(command.X as ShellNode, ending);
    case "IfClause":
      return everyBranchEnds(command, ending);
    case "CaseClause":
      return everyItemEnds(listOf(command.Items), ending);
    default:
      return false;
  }
}

function oneEnds(statements: unknown, ending: ReadonlySet<string>): boolean {
  return listOf(statements).some((statement) => ends(statement, ending));
}

/** `elif` and `else` are clauses of their own; the last has no condition. */
function everyBranchEnds(clause: ShellNode, ending: ReadonlySet<string>): boolean {
  if (oneEnds(clause.Cond, ending)) return true;
  if (!oneEnds(clause.Then, ending)) return false;
  if (listOf(clause.Cond).length === 0) return true;
  return isNode(clause.Else) && everyBranchEnds(clause.Else, ending);
}

function everyItemEnds(items: readonly ShellNode[], ending: ReadonlySet<string>): boolean {
  const hasDefault = items.some(({ Patterns }) => listOf(Patterns).some((word) => wordText(word) === "*"));
  return hasDefault && items.every(({ Stmts }) => oneEnds(Stmts, ending));
}

const subshells = new Set(["Subshell", "CmdSubst", "CoprocClause"]);

/**
 * Sees a node and all below it, each with the outermost subshell around it. The last command of a pipe is in none, as
 * shellcheck takes it wherever it sees a `set -o`.
 */
export function visit(
  node: ShellNode,
  see: (node: ShellNode, subshell: ShellNode | undefined) => void,
  outer?: ShellNode,
): void {
  const isSubshell = subshells.has(typeOf(node)) || node.Background === true;
  const subshell = outer ?? (isSubshell ? node : undefined);
  see(node, outer);
  for (const child of childrenOf(node)) {
    visit(child, see, subshell ?? (isPipe(node) && child === node.X ? child : undefined));
  }
}
