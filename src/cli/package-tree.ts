import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { CommanderError } from "commander";
import { outputFolders, type Project } from "./project.ts";
import { type Difference, isAsWanted, type OutputFile } from "./write.ts";

/** Name of the manifest in a package: by it a later build knows what an earlier one has written. */
export const packageManifest = "MANIFEST.json";

/**
 * How a package's folder differs from what was compiled. A folder that holds anything which no earlier build of a
 * package wrote is somebody's: nothing is written there.
 */
export function comparePackage(out: string, files: readonly OutputFile[]): Difference {
  const wanted = new Set(files.map(({ path }) => path));
  const present = existsSync(out) ? entriesOf(out) : [];
  const earlier = new Set([packageManifest, ...earlierFiles(out)]);
  const foreign = present.filter(({ path, isFile }) => !isFile || !earlier.has(path));
  if (foreign[0] !== undefined)
    throw refusal(`${out} holds ${foreign[0].path}, which no build of a package wrote`);
  return {
    written: files.filter((file) => !isAsWanted(out, file)),
    equal: files.filter((file) => isAsWanted(out, file)).map(({ path }) => path),
    orphans: present.map(({ path }) => path).filter((path) => !wanted.has(path)),
  };
}

/** A package never lies where a plain build writes: the two would remove each other's files. */
export function refuseTakenFolder({ root, out }: Project): void {
  const place = existingPart(out);
  const taken = outputFolders.find(
    (folder) => !relative(join(realpathSync(root), folder), place).startsWith(".."),
  );
  if (taken !== undefined) throw refusal(`${out} is in ${taken}/, which a plain build writes`);
}

/** The real path of a folder that may still be to be made. */
function existingPart(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder);
  return join(existingPart(resolve(folder, "..")), relative(resolve(folder, ".."), folder));
}

function refusal(message: string): CommanderError {
  return new CommanderError(2, "ashlar.package", `${message}; name an empty folder with --out`);
}

interface Entry {
  readonly path: string;
  /** An ordinary file; anything else but a folder could lead out of the package. */
  readonly isFile: boolean;
}

function entriesOf(out: string, folder = ""): Entry[] {
  const entries = readdirSync(join(out, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? entriesOf(out, path) : [{ path, isFile: entry.isFile() }];
  });
}

/** The files of the package that lies there. */
function earlierFiles(out: string): string[] {
  if (!existsSync(join(out, packageManifest))) return [];
  try {
    const { files } = JSON.parse(readFileSync(join(out, packageManifest), "utf8")) as { files?: unknown };
    return Array.isArray(files) ? files.map(String) : [];
  } catch {
    return [];
  }
}
