import type { Action, Script } from "../model/call.ts";
import type { BashFault } from "../model/step-bash.ts";
import { render } from "../model/value.ts";
import { commandsOf, functionsOf, type ShellFunction } from "../shell/commands.ts";
import {
  isNode,
  parseBash,
  type ShellFile,
  type ShellNode,
  ShellSyntaxError,
  typeOf,
} from "../shell/parse.ts";
import { nodesIn, pathsOf } from "../shell/paths.ts";
import { partsOf } from "../shell/word.ts";

/** One function of the author's, parsed: what it runs, or why it cannot be emitted. */
export type AuthorBash =
  | { readonly fn: ShellFunction; readonly paths: readonly string[] }
  | { readonly faults: readonly Omit<BashFault, "part">[] };

/** Parses an action's body as the one function it will become. */
export function parseAction(action: Action, body: string): AuthorBash {
  const isAuthors = action.type === "script";
  try {
    const holes = isAuthors ? misplacedHoles(action) : [];
    if (holes.length === 0) return parseBody(body, isAuthors);
    return { faults: holes.map((found) => ({ code: "ASH407", found })) };
  } catch (error) {
    if (error instanceof ShellSyntaxError) return { faults: [{ code: "ASH403", found: error.message }] };
    throw error;
  }
}

/** A body with a brace too many would end its function early, and go on outside. */
function parseBody(body: string, isAuthors: boolean): AuthorBash {
  const file = parseBash(`body() {\n${body}\n}\n`);
  const [fn, more] = functionsOf(file);
  const isOne = more === undefined && commandsOf(file.root).length === fn?.commands.length;
  if (fn !== undefined && isOne) return { fn, paths: isAuthors ? pathsOf(file.root) : [] };
  return { faults: [{ code: "ASH403", found: "the braces do not match: the text ends its function early" }] };
}

const contextsWithOtherQuotes = new Set(["ParamExp", "ArithmExp", "ArithmCmd", "LetClause"]);

/**
 * Holes that do not stand where a word may: between quotes, in a comment, in a heredoc or in arithmetic the quotes
 * that a hole brings would be text, or close the author's.
 */
function misplacedHoles({ body }: Script): string[] {
  const holes = body.flatMap((part) => ("hole" in part ? [part.hole] : []));
  let count = 0;
  const marked = body.map((part) => ("bash" in part ? part.bash : marker(count++))).join("");
  const placed = placedMarkers(parseBash(`body() {\n${marked}\n}\n`));
  return holes.flatMap((hole, index) => (placed.includes(marker(index)) ? [] : [render(hole)]));
}

function marker(index: number): string {
  return `__hole_${index}__`;
}

function placedMarkers(file: ShellFile): string {
  const nodes = nodesIn(file.root);
  const elsewhere = new Set(nodes.flatMap(otherQuoting).flatMap(nodesIn));
  const words = nodes.filter((node) => typeOf(node) === "Word" && !elsewhere.has(node));
  return words
    .flatMap(partsOf)
    .map((part) => (typeOf(part) === "Lit" ? String(part.Value) : ""))
    .join(" ");
}

function otherQuoting(node: ShellNode): ShellNode[] {
  if (contextsWithOtherQuotes.has(typeOf(node))) return [node];
  return typeOf(node) === "Redirect" && isNode(node.Hdoc) ? [node.Hdoc] : [];
}
