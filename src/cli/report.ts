import pc from "picocolors";
import { type Issue, issueTitles, placeOf } from "../model/issue.ts";
import type { Phases } from "./phases.ts";

/** Prints for people, or one JSON value for machines; the rest of `src/cli` does not know which. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The one JSON document of a command called with `--json`. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Every issue with its place, what was found, what is expected, and what to do. */
export function printIssues(issues: readonly Issue[]): void {
  for (const issue of issues) print(issueText(issue));
  if (issues.length > 0)
    print(pc.red(`${counted(issues.length, "issue")}; docs/issues.md explains the codes`));
}

/** An issue as a person reads it. */
export function issueText({ code, at, message, found, expected, hint }: Issue): string {
  return [
    `${pc.cyan(placeOf(at))}  ${pc.red(code)} ${pc.bold(issueTitles[code])}`,
    `  ${message}`,
    `  found     ${indented(found)}`,
    `  expected  ${indented(expected)}`,
    `  hint      ${indented(hint)}`,
    "",
  ].join("\n");
}

function indented(text: string): string {
  return text.replaceAll("\n", `\n${" ".repeat(12)}`);
}

/** `1 step`, `2 steps`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `types 0.24 s · load 0.03 s`. */
export function timings(phases: Phases): string {
  const parts = Object.entries(phases.milliseconds).map(([name, ms]) => `${name} ${seconds(ms)}`);
  return pc.dim(parts.join(" · "));
}

/** `0.24 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
