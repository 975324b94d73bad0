import { childrenOf, isNode, listOf, type ShellNode, typeOf } from "./parse.ts";
import { startOf } from "./word.ts";

/** `>`, `>>`, `<`, `<>`, `>|`, `&>` and `&>>`: the redirections whose word is a file. */
const fileOperators = new Set([54, 55, 56, 57, 60, 64, 65]);

/** Files that redirections inside a node name; what is computed at the end is a `*`, what is computed all is left out. */
export function redirectsOf(node: ShellNode): string[] {
  return nodesIn(node)
    .filter(
      (child) => typeOf(child) === "Redirect" && fileOperators.has(child.Op as number) && isNode(child.Word),
    )
    .flatMap((redirect) => pathIn(redirect.Word as ShellNode));
}

/** Files that redirections name, and absolute paths among the arguments of commands; a computed end is a `*`. */
export function pathsOf(node: ShellNode): string[] {
  const words = nodesIn(node).flatMap((child) =>
    typeOf(child) === "CallExpr" ? listOf(child.Args).slice(1) : [],
  );
  return [...redirectsOf(node), ...words.flatMap(pathIn).filter((path) => path.startsWith("/"))];
}

function pathIn(word: ShellNode): string[] {
  const { text, isWhole } = startOf(word);
  if (text === "") return [];
  return [isWhole ? text : `${text}*`];
}

/** A node and all below it, each once. */
export function nodesIn(node: ShellNode): ShellNode[] {
  const seen = new Set<ShellNode>();
  const visit = (current: ShellNode): void => {
    if (seen.has(current)) return;
    seen.add(current);
    for (const child of childrenOf(current)) visit(child);
  };
  visit(node);
  return [...seen];
}
