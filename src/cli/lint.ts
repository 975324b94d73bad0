import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { libraryName } from "../emit/tree.ts";
import type { Issue } from "../model/issue.ts";
import { type Emitted, originOf } from "./origin.ts";
import { type Finding, shellcheck } from "./shellcheck.ts";

/** What is left out where a script has its functions inside, beside what is left out everywhere. */
const standaloneExclusions = {
  SC2034: "a shared function may set a variable that no function this script has reads",
} as const;

/** Shellchecks the emitted tree before it is written anywhere it could be shipped from. */
export async function lintScripts(root: string, emitted: Emitted): Promise<Issue[]> {
  const excluded = emitted.scripts.has(libraryName)
    ? []
    : [`--exclude=${Object.keys(standaloneExclusions).join(",")}`];
  const folder = mkdtempSync(join(tmpdir(), "ashlar-lint-"));
  try {
    for (const [path, text] of emitted.scripts) writeBelow(folder, path, text);
    const files = [...emitted.scripts.keys()].map((path) => join(folder, path));
    const findings = await shellcheck(root, files, excluded);
    return findings.map((finding) =>
      scriptIssue({ ...finding, file: relative(folder, finding.file) }, emitted),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeBelow(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A finding in an emitted script, told at the source that has to change. */
function scriptIssue(finding: Finding, emitted: Emitted): Issue {
  const text = emitted.scripts.get(finding.file) ?? "";
  const origin = originOf(finding.file, text, finding.line, emitted);
  return {
    ...findingIssue(finding, text.split("\n")[finding.line - 1]),
    at: { column: 1, ...origin.source },
    message: `SC${finding.code} in ${finding.file}:${finding.line} (${origin.part}): ${finding.message}`,
  };
}

/** A finding in a file of bash that somebody wrote. */
export function findingIssue({ file, line, column, code, message }: Finding, text = ""): Issue {
  return {
    code: "ASH404",
    at: { file, line, column },
    message: `SC${code}: ${message}`,
    found: text.trim(),
    expected: "bash without a finding, and without a disable",
    hint: `https://www.shellcheck.net/wiki/SC${code}`,
  };
}
