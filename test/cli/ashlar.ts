import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { type Project, projectRoot } from "../../src/cli/project.ts";

const fixture = "test/cli/fixture/dsl";

/** A project whose pipelines are the fixture's, written to a folder of its own. */
export function fixtureProject(): Project & { readonly remove: () => void } {
  const out = mkdtempSync(join(tmpdir(), "ashlar-cli-"));
  return { root: projectRoot, dsl: fixture, out, remove: () => rmSync(out, { recursive: true }) };
}

/** A copy of the fixture that a test may spoil. It lies as deep as the fixture, so that its imports hold. */
export function copiedProject(): Project & { readonly remove: () => void } {
  mkdirSync(join(projectRoot, ".cache"), { recursive: true });
  const out = mkdtempSync(join(projectRoot, ".cache/cli-"));
  cpSync(join(projectRoot, fixture), join(out, "a/dsl"), { recursive: true });
  const dsl = relative(projectRoot, join(out, "a/dsl"));
  return { root: projectRoot, dsl, out, remove: () => rmSync(out, { recursive: true }) };
}

/** Runs the launcher in some folder. */
export async function ashlar(folder: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = await execa(join(projectRoot, "ashlar"), args, {
    cwd: folder,
    env: { NO_COLOR: "1" },
    reject: false,
    stdin: "ignore",
  });
  return { code: exitCode, stdout, stderr };
}
