import { spawnSync } from "node:child_process";

/** What some lines of bash said, with every function of the library at hand. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs lines of bash as an emitted script would: strict, with the library, and the arguments as $1, $2, … */
export function withLibrary(lines: string, ...args: readonly string[]): Said {
  const script = [
    "set -Eeuo pipefail",
    "shopt -s inherit_errexit",
    "export LC_ALL=C.UTF-8",
    'for file in templates/library/*.sh; do source "$file"; done',
    lines,
  ].join("\n");
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "bash", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}
