import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";

/** Optional checks that are left out, everywhere, and why. There is no `disable` in any script. */
const exclusions = {
  SC2250:
    "braces around every variable: $name reads better, and the compiler writes ${name} where it matters",
  SC2310:
    "a function in a condition runs without set -e: guards are written for that and check every command",
  SC2311: "the same in $(…): inherit_errexit is on in every script",
} as const;

/** What shellcheck says about one place. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: number;
  readonly message: string;
}

/** Runs shellcheck over files, in two halves side by side: one call uses one core only. */
export async function shellcheck(
  root: string,
  files: readonly string[],
  options: readonly string[] = [],
): Promise<Finding[]> {
  const binary = findShellcheck(root);
  const found = await Promise.all(halves(files).map((half) => runShellcheck(root, binary, half, options)));
  return found.flat();
}

async function runShellcheck(
  root: string,
  binary: string,
  files: readonly string[],
  options: readonly string[],
) {
  if (files.length === 0) return [];
  const excluded = Object.keys(exclusions).join(",");
  const args = ["--enable=all", `--exclude=${excluded}`, "--external-sources", "--format=json1", ...options];
  const { stdout, stderr, exitCode } = await execa(binary, [...args, "--", ...files], {
    cwd: root,
    reject: false,
  });
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`shellcheck failed (exit ${exitCode}): ${stderr}`);
  return (JSON.parse(stdout) as { comments: Finding[] }).comments;
}

/** Two parts of about the same size in bytes: the largest first, each to the lighter half. */
function halves(files: readonly string[]): [string[], string[]] {
  const bySize = files.map((file) => ({ file, size: statSync(file).size })).sort((a, b) => b.size - a.size);
  const parts: [string[], string[]] = [[], []];
  const weight: [number, number] = [0, 0];
  for (const { file, size } of bySize) {
    const lighter = weight[1] < weight[0] ? 1 : 0;
    parts[lighter].push(file);
    weight[lighter] += size;
  }
  return parts;
}

/**
 * A real shellcheck: the machine's own, else the one that the npm package of that name has downloaded, if somebody let
 * it. The package's own command stands in `node_modules/.bin`, downloads when it is first run, and is passed over.
 */
function findShellcheck(root: string): string {
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.endsWith("node_modules/.bin"));
  const candidates = folders.map((folder) => join(folder, "shellcheck"));
  const found = [...candidates, join(root, "node_modules/shellcheck/bin/shellcheck")].find(isExecutable);
  if (found === undefined) throw new Error("no shellcheck on this machine: apt-get install shellcheck");
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
