import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { readFunctionFiles } from "../emit/functions.ts";
import type { Issue } from "../model/issue.ts";
import { findingIssue } from "./lint.ts";
import { type Finding, shellcheck } from "./shellcheck.ts";

/** Shellchecks the bash that people write: the launcher, what sets a world or a lab up, and every function of the library. */
export async function lintWrittenBash(root: string): Promise<Issue[]> {
  const findings = await Promise.all([lintFiles(root), lintLibrary(root)]);
  return findings.flat().map((finding) => findingIssue(finding, lineOf(root, finding)));
}

function lineOf(root: string, { file, line }: Finding): string {
  return readFileSync(join(root, file), "utf8").split("\n")[line - 1] ?? "";
}

/** What is left out for the bash of the tests and of the lab, beside what is left out everywhere. */
const worldExclusions = {
  SC2016: "a jq program or a regular expression in single quotes means its dollar signs",
  SC2034: "a variable that is set here is read by the scenario",
  SC2153: "a variable that is read here was set by the file that sources this one",
  SC2154: "the same",
  SC2312: "a probe whose failure shows in what it did not print fails the test all the same",
} as const;

async function lintFiles(root: string): Promise<Finding[]> {
  const excluded = Object.keys(worldExclusions).join(",");
  const findings = await Promise.all([
    shellcheck(root, bashIn(root, ["ashlar", "src/cli/setup.sh", ".ci/run"])),
    shellcheck(root, bashIn(root, [...filesBelow(root, "bats"), ...filesBelow(root, "lab")]), [
      `--exclude=${excluded}`,
    ]),
  ]);
  return findings.flat().map((finding) => ({ ...finding, file: relative(root, finding.file) }));
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(
    (name) => `${folder}/${name}`,
  );
}

function bashIn(root: string, files: readonly string[]): string[] {
  return files.map((file) => join(root, file)).filter(isBash);
}

function isBash(path: string): boolean {
  if (!existsSync(path) || statSync(path).isDirectory()) return false;
  if (/\.(bash|bats|sh)$/.test(path)) return true;
  return /^#!.*\b(bash|sh|bats)\b/.test(readFileSync(path, "utf8").split("\n", 1)[0] ?? "");
}

/**
 * The library's functions call one another across files, so they are checked as the one file they become; here with
 * those that no script reaches yet. What only scripts read looks unused (SC2034).
 */
async function lintLibrary(root: string): Promise<Finding[]> {
  const lines = readFunctionFiles(root).flatMap(({ path }) => numberedLines(root, path));
  const folder = mkdtempSync(join(tmpdir(), "ashlar-library-"));
  try {
    const whole = join(folder, "library.sh");
    writeFileSync(whole, lines.map(({ text }) => text).join("\n"));
    const findings = await shellcheck(root, [whole], ["--shell=bash", "--exclude=SC2034"]);
    return findings.map((finding) => ({ ...finding, ...place(lines[finding.line - 1]) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface SourceLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

function numberedLines(root: string, file: string): SourceLine[] {
  const texts = readFileSync(join(root, file), "utf8").split("\n");
  return texts.map((text, index) => ({ file, line: index + 1, text }));
}

function place({ file, line }: SourceLine = { file: "", line: 1, text: "" }) {
  return { file, line };
}
