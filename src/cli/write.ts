import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { outputFolders } from "./project.ts";

/** A file the compiler makes: path below the output folder, content, and whether it is run. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

/** How the disk differs from what was compiled; paths below the output folder. */
export interface Difference {
  readonly written: readonly OutputFile[];
  readonly equal: readonly string[];
  readonly orphans: readonly string[];
}

/** Compares without touching anything. */
export function compare(out: string, files: readonly OutputFile[]): Difference {
  const wanted = new Set(files.map(({ path }) => path));
  const present = outputFolders.flatMap((folder) => filesBelow(out, folder));
  return {
    written: files.filter((file) => !isAsWanted(out, file)),
    equal: files.filter((file) => isAsWanted(out, file)).map(({ path }) => path),
    orphans: present.filter((path) => !wanted.has(path)),
  };
}

/** Makes the disk what was compiled: each file by a rename, orphans removed, equal files left alone. */
export function writeDifference(out: string, { written, orphans }: Difference): void {
  for (const file of written) writeAtomically(join(out, file.path), file);
  for (const path of orphans) {
    rmSync(join(out, path));
    removeEmptyFolders(out, dirname(path));
  }
}

/** What lies at a path of the output folder; undefined when nothing does. */
export function presentText(out: string, path: string): string | undefined {
  const place = join(out, path);
  return existsSync(place) ? readFileSync(place, "utf8") : undefined;
}

/** Whether a file lies there already, byte for byte and as executable as it is to be. */
export function isAsWanted(out: string, { path, text, executable }: OutputFile): boolean {
  if (presentText(out, path) !== text) return false;
  return ((statSync(join(out, path)).mode & 0o111) !== 0) === executable;
}

function filesBelow(out: string, folder: string): string[] {
  if (!existsSync(join(out, folder))) return [];
  return readdirSync(join(out, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((path) => !statSync(join(out, path)).isDirectory())
    .sort();
}

function writeAtomically(place: string, { text, executable }: OutputFile): void {
  mkdirSync(dirname(place), { recursive: true });
  const temporary = `${place}.${process.pid}.new`;
  try {
    writeFileSync(temporary, text);
    chmodSync(temporary, executable ? 0o755 : 0o644);
    renameSync(temporary, place);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function removeEmptyFolders(out: string, folder: string): void {
  if (folder === "." || readdirSync(join(out, folder)).length > 0) return;
  rmSync(join(out, folder), { recursive: true });
  removeEmptyFolders(out, dirname(folder));
}
