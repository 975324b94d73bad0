import { join } from "node:path";
import { execa } from "execa";
import type { Issue } from "../model/issue.ts";

const finding = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/;

/** Type-checks a TypeScript project (a folder with a tsconfig.json) with the native compiler. */
export async function typeCheck(root: string, folder: string): Promise<Issue[]> {
  const tsc = join(root, "node_modules/.bin/tsc");
  const { stdout, exitCode } = await execa(tsc, ["--noEmit", "--pretty", "false", "--project", folder], {
    cwd: root,
    reject: false,
  });
  const issues = typeIssues(stdout);
  if (exitCode !== 0 && issues.length === 0) throw new Error(`the type checker failed:\n${stdout}`);
  return issues;
}

/** The issues in what tsc printed: a line each, and indented lines that say more. */
export function typeIssues(output: string): Issue[] {
  const issues: { head: RegExpExecArray; more: string[] }[] = [];
  for (const line of output.split("\n")) {
    const head = finding.exec(line);
    if (head !== null) issues.push({ head, more: [] });
    else if (line.startsWith(" ")) issues.at(-1)?.more.push(line.trim());
  }
  return issues.map(({ head, more }) => typeIssue(head, more));
}

function typeIssue(
  [, file = "", line, column, code = "", message = ""]: RegExpExecArray,
  more: string[],
): Issue {
  return {
    code: "ASH702",
    at: { file, line: Number(line), column: Number(column) },
    message,
    found: more.join(" ") || message,
    expected: "a program that type-checks",
    hint: `the type checker calls this ${code}`,
  };
}
