import { startWithComment } from "../shell/commands.ts";
import { isNode, listOf, offsetOf, parseBash, type ShellNode, typeOf } from "../shell/parse.ts";

/**
 * What stands above the functions of a file, without the variables that nothing uses: a declaration that declares none
 * that is used goes with its comment, and so does a command that fills one.
 */
export function usedPreamble(preamble: string, isUsed: (name: string) => boolean): string {
  const { root, source } = parseBash(preamble);
  const statements = listOf(root.Stmts);
  const starts = statements.map(({ Position }) => startWithComment(source, offsetOf(Position)));
  const head = source.toString("utf8", 0, starts[0] ?? source.length);
  const parts = statements.map((statement, index) => {
    const own = { from: starts[index] ?? 0, to: starts[index + 1] ?? source.length };
    return usedStatement(statement.Cmd as ShellNode, source, own, isUsed);
  });
  return (head + parts.join("")).trim();
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function usedStatement(
  command: ShellNode,
  source: Buffer,
  { from, to }: Range,
  isUsed: (name: string) => boolean,
): string {
  const text = source.toString("utf8", from, to);
  if (typeOf(command) !== "DeclClause") return mentions(text, isUsed) ? text : behind(text);
  const named = listOf(command.Args).filter(({ Name }) => nameOf(Name) !== undefined);
  const places = named.map(({ Name }) => offsetOf((Name as ShellNode).ValuePos));
  const isKept = named.map(({ Name }) => isUsed(nameOf(Name) ?? ""));
  if (!isKept.includes(true)) return behind(text);
  if (!isKept.includes(false)) return text;
  const end = to - Buffer.byteLength(behind(text));
  const kept = places.flatMap((place, index) =>
    isKept[index] ? [source.toString("utf8", place, places[index + 1] ?? end).trim()] : [],
  );
  return `${source.toString("utf8", from, places[0])}${kept.join(" ")}${behind(text)}`;
}

function mentions(text: string, isUsed: (name: string) => boolean): boolean {
  const code = text.replace(/^#.*\n/gm, "").split(/\n/, 1)[0] ?? "";
  return code.split(/[^A-Za-z0-9_]+/).some((word) => word !== "" && isUsed(word));
}

/** Blank lines and comments after a statement, which belong to what comes next. */
function behind(text: string): string {
  return /(\n[ \t]*(#[^\n]*)?)*$/.exec(text)?.[0] ?? "";
}

function nameOf(name: unknown): string | undefined {
  return isNode(name) ? String((name as ShellNode).Value) : undefined;
}
