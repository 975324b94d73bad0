import { LangVariant, print } from "sh-syntax";
import { listOf, offsetOf, parseBash, type ShellNode, typeOf } from "./parse.ts";
import type { ShellText } from "./quote.ts";

/** The formatter's WebAssembly reads out of its bounds with some 400 kB of script, so a long one goes in pieces. */
const pieceLength = 100_000;

/** One style for all emitted bash: two blanks, `case` arms indented, a broken line starts with its operator. */
export async function formatBash(source: string, dialect: "bash" | "bats" = "bash"): Promise<ShellText> {
  const formatted: string[] = [];
  for (const piece of dialect === "bash" ? piecesOf(source) : [source]) {
    formatted.push(
      await print(piece, {
        variant: dialect === "bash" ? LangVariant.LangBash : LangVariant.LangBats,
        indent: 2,
        switchCaseIndent: true,
        binaryNextLine: true,
        spaceRedirects: false,
      }),
    );
  }
  return formatted.join("\n") as ShellText;
}

/** A script cut at empty lines after functions, which the formatter keeps. */
function piecesOf(source: string): string[] {
  if (source.length <= pieceLength) return [source];
  const { root, source: bytes } = parseBash(source);
  const pieces: string[] = [];
  let from = 0;
  for (const end of functionEnds(root)) {
    if (end - from < pieceLength || bytes.toString("latin1", end, end + 2) !== "\n\n") continue;
    pieces.push(bytes.toString("utf8", from, end + 1));
    from = end + 2;
  }
  return [...pieces, bytes.toString("utf8", from)];
}

/** Where the functions at the top level of a script end: behind their closing braces. */
function functionEnds(root: ShellNode): number[] {
  const commands = listOf(root.Stmts).map((statement) => statement.Cmd as ShellNode);
  const functions = commands.filter((command) => typeOf(command) === "FuncDecl");
  return functions.map(({ Body }) => offsetOf(((Body as ShellNode).Cmd as ShellNode).Rbrace) + 1);
}
