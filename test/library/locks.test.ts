import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

const folder = mkdtempSync(join(tmpdir(), "ashlar-locks-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("what shows that a run lives holds none of its locks, and the run holds them on", () => {
  const { stdout, stderr } = withLibrary(
    `exec {one}>>"$1/one" {other}>>"$1/other"; held_locks=("$one" "$other")
    tick "$$" 2>/dev/null & sleep 0.5
    for process in "$$" "$!"; do
      for file in /proc/"$process"/fd/*; do
        if [[ $file -ef $1/one || $file -ef $1/other ]]; then printf '%s ' "$([[ $process == "$$" ]] && echo run || echo ticker)"; fi
      done
    done
    kill "$!"`,
    folder,
  );
  expect(stderr).toBe("");
  expect(stdout).toBe("run run ");
});
