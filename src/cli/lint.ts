import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { libraryName } from "../emit/tree.ts";
import type { Issue } from "../model/issue.ts";
import { libraryFacts } from "./library-facts.ts";
import { type Emitted, originOf } from "./origin.ts";
import { type Finding, shellcheck } from "./shellcheck.ts";
import { standInFor } from "./stand-in.ts";

/** What is left out where a script has its functions inside, beside what is left out everywhere. */
const standaloneExclusions = {
  SC2034: "a shared function may set a variable that no function this script has reads",
} as const;

/**
 * Shellchecks the emitted tree before it is written anywhere it could be shipped from: the library once, and each
 * script with a stand-in of the library beside it, for shellcheck would read the library anew for every script.
 */
export async function lintScripts(root: string, emitted: Emitted): Promise<Issue[]> {
  const excluded = emitted.scripts.has(libraryName)
    ? []
    : [`--exclude=${Object.keys(standaloneExclusions).join(",")}`];
  const folder = mkdtempSync(join(tmpdir(), "ashlar-lint-"));
  try {
    const paths = layOut(folder, emitted.scripts);
    const findings = await shellcheck(root, [...paths.keys()], excluded);
    return findings.map((finding) =>
      scriptIssue({ ...finding, file: paths.get(finding.file) ?? finding.file }, emitted),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Gives every script a folder of its own; the answer leads from the files to their paths below `bin/`. */
function layOut(folder: string, scripts: Emitted["scripts"]): Map<string, string> {
  const library = scripts.get(libraryName);
  const facts = library === undefined ? undefined : libraryFacts(library);
  const files = [...scripts].map(([path, text], index): [string, string] => {
    const own = join(folder, String(index));
    if (facts !== undefined && path !== libraryName) writeBelow(own, libraryName, standInFor(text, facts));
    writeBelow(own, path, text);
    return [join(own, path), path];
  });
  return new Map(files);
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
