import { listOf, type ShellNode, typeOf } from "./parse.ts";

/** The parts a word is made of: text, quoted text, expansions. */
export function partsOf(word: ShellNode): ShellNode[] {
  return listOf(word.Parts);
}

/** The text of a word that holds no expansion, quotes removed. */
export function wordText(word: ShellNode): string | undefined {
  const { text, isWhole } = startOf(word);
  return isWhole ? text : undefined;
}

/** What a word begins with, up to its first expansion. */
export function startOf(word: ShellNode): { readonly text: string; readonly isWhole: boolean } {
  let text = "";
  for (const part of partsOf(word).flatMap(unquoted)) {
    const literal = literalOf(part);
    if (literal === undefined) return { text, isWhole: false };
    text += literal;
  }
  return { text, isWhole: true };
}

/** A part of a word, or the parts between its quotes. */
export function unquoted(part: ShellNode): ShellNode[] {
  return typeOf(part) === "DblQuoted" ? listOf(part.Parts) : [part];
}

/** The text of a part that is plain. */
export function literalOf(part: ShellNode): string | undefined {
  const type = typeOf(part);
  return type === "Lit" || type === "SglQuoted" ? String(part.Value) : undefined;
}

/** `"$@"`. */
export function isRest(word: ShellNode): boolean {
  const [part, more] = partsOf(word).flatMap(unquoted);
  if (part === undefined || more !== undefined || typeOf(part) !== "ParamExp") return false;
  return literalOf(part.Param as ShellNode) === "@";
}
