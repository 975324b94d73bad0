import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { functionsOf, type ShellFunction } from "../shell/commands.ts";
import { parseBash } from "../shell/parse.ts";

/** A file of bash functions: the library's own, or those of one kind. */
export interface FunctionFile {
  /** Relative to the project: `src/resources/file/file.sh`. */
  readonly path: string;
  /** What stands above the first function: comments and `declare`s that its functions need. */
  readonly preamble: string;
  readonly functions: readonly ShellFunction[];
}

/** All bash functions an emitted script may use, by file. */
export function readFunctionFiles(root: string): FunctionFile[] {
  const library = shellFilesIn(root, "templates/library");
  const kinds = readdirSync(join(root, "src/resources"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => shellFilesIn(root, `src/resources/${entry.name}`));
  return [...library, ...kinds].map((path) => {
    const source = readFileSync(join(root, path), "utf8");
    const file = functionFile(path, source);
    refuseLost(file, source);
    return file;
  });
}

/** What functions need is taken from above the first of them: a line between two that is no comment would be lost. */
function refuseLost({ path, preamble, functions }: FunctionFile, source: string): void {
  const between = functions.reduce((rest, { text }) => rest.replace(text, () => ""), source);
  const lost = between
    .replace(preamble, () => "")
    .split("\n")
    .find((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  if (lost === undefined) return;
  throw new Error(
    `${path}: this stands below a function and would be lost, move it above the first one: ${lost.trim()}`,
  );
}

function shellFilesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sh"))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** One file of functions, from its text. */
export function functionFile(path: string, source: string): FunctionFile {
  const functions = functionsOf(parseBash(source));
  const first = functions[0];
  const preamble = first === undefined ? source : source.slice(0, source.indexOf(first.text));
  return { path, preamble: preamble.trim(), functions };
}

/** Names reachable from some commands through the functions of the files. */
export function reachableFrom(names: Iterable<string>, files: readonly FunctionFile[]): Set<string> {
  const known = new Map(files.flatMap((file) => file.functions.map((fn) => [fn.name, fn] as const)));
  const reached = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const fn = known.get(name);
    if (fn === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...referencesOf(fn));
  }
  return reached;
}

/** What a function may call: the names of its commands, and plain words that name a function (a trap, a callback). */
export function referencesOf(fn: ShellFunction): string[] {
  return fn.commands.flatMap((command) =>
    command.words.flatMap((word) => word?.split(/[^A-Za-z0-9_]+/) ?? []),
  );
}

/** Names of the global variables that a text declares. */
export function declaredIn(text: string): string[] {
  const statements = text.split("\n").filter((line) => /^\s*(readonly|declare -g\w*)\s/.test(line));
  return statements.flatMap((line) =>
    [...line.matchAll(/(?<=\s)([A-Za-z_]\w*)=/g)].map(([, name = ""]) => name),
  );
}
