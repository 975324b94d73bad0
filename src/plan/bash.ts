import type { Issue } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import type { BashFault, UnheardCall } from "../model/step-bash.ts";
import { issueAt, type Pass, withBash } from "./context.ts";

/** The author's bash parses as the one function it becomes, and its holes stand where a word may. */
export const checkBash: Pass = (plan, context) =>
  withBash(plan, context).flatMap(([step, { faults }]) => faults.map((fault) => faultIssue(step, fault)));

function faultIssue({ id, at }: Step, { code, part, found }: BashFault): Issue {
  if (code === "ASH403") {
    return issueAt(at, code, `the ${part} of ${id} is no bash`, {
      found,
      expected: "complete commands",
      hint: "quotes, braces and heredocs must end where they began: inside the template",
    });
  }
  return issueAt(at, code, `a hole in the ${part} of ${id} stands where its quotes would be text`, {
    found,
    expected: "a hole outside quotes, comments, heredocs and arithmetic",
    hint: "write ${value} bare, without quotes: it becomes one quoted word, and may have text before and after it",
  });
}

/** Behind `if`, `||` and their like bash would go on after a command of the apply that failed. */
export function checkUnheard(calls: readonly UnheardCall[]): Issue[] {
  return calls.map(({ file, line, call }) =>
    issueAt({ file, line, column: 1 }, "ASH405", "an apply is called where bash ignores errors", {
      found: call,
      expected: "a plain statement",
      hint: "behind if, while, !, && and ||, and in what runs its arguments, set -e is off in all that is called",
    }),
  );
}
