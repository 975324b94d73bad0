import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { sha256 } from "../emit/tree.ts";
import type { Sources } from "../source/reader.ts";
import type { Project } from "./project.ts";

/** Every TypeScript file below the DSL folder, relative to the root. */
export function dslFiles({ root, dsl }: Project): string[] {
  const names = readdirSync(join(root, dsl), { recursive: true, encoding: "utf8" });
  const sources = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  return sources.sort().map((name) => `${dsl}/${name}`);
}

/** One source file and its digest. */
export interface SourceDigest {
  readonly file: string;
  readonly sha256: string;
}

/** The author's files that one pipeline is made from: its own and what it imports from the DSL folder. */
export function sourcesOf(file: string, sources: Sources, project: Project): SourceDigest[] {
  const imports = importsByFile(sources, project);
  const reached = new Set<string>();
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(imports.get(next) ?? []));
  }
  return [...reached].sort().map((path) => digestOf(project.root, path));
}

/** Digest over the digests: the one number in a script's header. */
export function combinedDigest(digests: readonly SourceDigest[]): string {
  return sha256(digests.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join(""));
}

export function digestOf(root: string, file: string): SourceDigest {
  return { file, sha256: sha256(readFileSync(join(root, file), "utf8")) };
}

function importsByFile({ files }: Sources, { root, dsl }: Project): Map<string, string[]> {
  const entries = files.map((source): [string, string[]] => {
    const path = relative(root, source.getFilePath());
    const imported = source
      .getImportDeclarations()
      .map((declaration) => declaration.getModuleSpecifierValue())
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => normalize(join(dirname(path), specifier)));
    return [path, imported.filter((name) => name.startsWith(`${dsl}/`))];
  });
  return new Map(entries);
}
