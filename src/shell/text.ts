import { NulError, quote, type ShellText } from "./quote.ts";

/** A hole of `sh`: bash already, or a value that is quoted on its way in. */
export type Hole = ShellText | readonly ShellText[] | { readonly value: string };

/**
 * Bash with typed holes: literal text is bash, `{ value }` is quoted, a list is joined by blanks.
 *
 * @example sh`readonly NAME=${{ value: "it's" }}` // readonly NAME='it'\''s'
 */
export function sh(strings: TemplateStringsArray, ...holes: Hole[]): ShellText {
  const pieces = strings.map((literal, index) => literal + holeText(holes[index]));
  return pieces.join("") as ShellText;
}

function holeText(hole: Hole | undefined): string {
  if (hole === undefined) return "";
  if (typeof hole === "string") return hole;
  return "value" in hole ? quote(hole.value) : hole.join(" ");
}

/** Lines of bash, one below the other. */
export function lines(texts: readonly ShellText[]): ShellText {
  return texts.join("\n") as ShellText;
}

/** Text for a `#` comment: no line of it can end the comment early. */
export function comment(text: string, width = 100): ShellText {
  return wrap(text.replaceAll(/\p{Cc}+/gu, " "), width - 2)
    .map((line) => `# ${line}`.trimEnd())
    .join("\n") as ShellText;
}

/** `<<'USAGE'` with text that bash leaves alone: the end mark is one that no line of the text is. */
export function hereDocument(text: string, mark: string): ShellText {
  if (text.includes("\0")) throw new NulError();
  const lines = text.split("\n");
  if (lines.includes(mark)) return hereDocument(text, `${mark}_`);
  return `<<'${mark}'\n${text}\n${mark}` as ShellText;
}

/** A bash identifier; anything else is a fault of the caller. */
export function identifier(name: string): ShellText {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new Error(`not a bash identifier: ${JSON.stringify(name)}`);
  return name as ShellText;
}

function wrap(text: string, width: number): string[] {
  const result: string[] = [];
  let line = "";
  for (const word of text.split(/ +/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      result.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...result, line];
}
