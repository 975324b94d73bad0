import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Where a run of the compiler reads and writes. */
export interface Project {
  /** The folder of this project: templates, kinds, node_modules. */
  readonly root: string;
  /** Folder of the pipelines, relative to the root. */
  readonly dsl: string;
  /** Folder that `generated/` and `bats/generated/` are written below. */
  readonly out: string;
}

/** Folders below `out` that hold nothing but what the compiler writes. */
export const outputFolders = ["generated", "bats/generated"] as const;

/** Where the emitted tree is installed, seen from `generated/`. */
export const binFolder = "usr/local/phoenix_hypervisor/bin";

/** The folder this file belongs to. */
export const projectRoot = resolve(import.meta.dirname, "../..");

/** Version of the compiler, as scripts report it. */
export function projectVersion(root: string): string {
  return (JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as { version: string }).version;
}
