import { basename } from "node:path";
import { commandsOf, functionsOf } from "../shell/commands.ts";
import { parseBash } from "../shell/parse.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment } from "../shell/text.ts";
import { declaredIn, type FunctionFile, reachableFrom } from "./functions.ts";
import { usedPreamble } from "./preamble.ts";
import { renderTemplate } from "./render.ts";

/** The library that scripts share: every function that one of them reaches. */
export function libraryText(
  root: string,
  version: string,
  scripts: readonly ShellText[],
  files: readonly FunctionFile[],
): ShellText {
  const sections = sectionsReached(scripts, files);
  const contents = comment(`Sections: ${sections.map(({ title }) => title).join(", ")}.`);
  return renderTemplate(root, "library.sh", {
    version: version as ShellText,
    contents,
    files: sections.map((section) => renderTemplate(root, "section.sh", { ...section })),
  });
}

/** The functions some bash reaches, to stand in it. */
export function inlinedText(
  root: string,
  texts: readonly ShellText[],
  files: readonly FunctionFile[],
): ShellText {
  return renderTemplate(root, "inlined.sh", {
    files: sectionsReached(texts, files).map((section) => renderTemplate(root, "section.sh", { ...section })),
  });
}

interface Section {
  readonly title: ShellText;
  readonly preamble: ShellText;
  readonly functions: readonly ShellText[];
}

/** File by file, the functions that some bash reaches, and the variables that it and they use. */
function sectionsReached(texts: readonly ShellText[], files: readonly FunctionFile[]): Section[] {
  const reached = reachableFrom(texts.flatMap(calledNames), files);
  const kept = files.map((file) => file.functions.filter(({ name }) => reached.has(name)));
  const words = new Set([...texts, ...kept.flat().map(({ text }) => text)].flatMap(wordsIn));
  return files.flatMap((file, index) => {
    const functions = (kept[index] ?? []).map(({ text }) => text as ShellText);
    const preamble = usedPreamble(file.preamble, (name) => words.has(name)) as ShellText;
    const isNeeded = functions.length > 0 || declaredIn(preamble).length > 0;
    return isNeeded ? [{ title: sectionTitle(file), preamble, functions }] : [];
  });
}

function wordsIn(text: string): string[] {
  return text.split(/[^A-Za-z0-9_]+/);
}

/** `src/resources/nvidia-driver/nvidia-driver.sh` is the section `nvidia-driver`. */
function sectionTitle({ path }: FunctionFile): ShellText {
  return basename(path, ".sh") as ShellText;
}

/** Every name a script's text calls, at its top level and in its functions. */
function calledNames(script: ShellText): string[] {
  const file = parseBash(script);
  const commands = [...functionsOf(file).flatMap((fn) => fn.commands), ...commandsOf(file.root)];
  return commands.flatMap((command) => command.words.flatMap((word) => (word === undefined ? [] : [word])));
}
