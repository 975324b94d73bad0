import type { Issue } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import type { ReachedCommand, StepBash } from "../model/step-bash.ts";
import { render } from "../model/value.ts";
import { baseCommands, builtins } from "./base-commands.ts";
import { issueAt, type Pass, withBash } from "./context.ts";
import { declaredPaths, isCovered } from "./paths.ts";

/** Every program a step runs is declared, so that the script can look for it before the first change. */
export const checkCommands: Pass = (plan, context) =>
  withBash(plan, context).flatMap(([step, bash]) => [...undeclared(step, bash), ...computed(step, bash)]);

function undeclared(step: Step, { commands }: StepBash): Issue[] {
  const declared = declaredCommands(step);
  const paths = declaredPaths(step);
  const missing = commands.filter(({ name }) => {
    if (name === undefined || builtins.has(name) || baseCommands.has(name) || declared.has(name))
      return false;
    return !name.startsWith("/") || !isCovered(name, paths);
  });
  const first = new Map(missing.map((command) => [command.name, command]));
  return [...first.values()].map((command) => undeclaredIssue(step, command));
}

function declaredCommands({ resource }: Step): Set<string> {
  return new Set(
    resource.effects.filter(({ subject }) => subject === "command").map(({ name }) => render(name)),
  );
}

function undeclaredIssue({ id, at }: Step, { name, part, within }: ReachedCommand): Issue {
  return issueAt(at, "ASH401", `${id} runs a command that it does not declare`, {
    found: `${name} in ${within === undefined ? `the ${part}` : `${within}, reached from the ${part}`}`,
    expected: `uses("command", "${name}") among the effects`,
    hint: "declared commands are looked for before the first change; a function of a kind would be known by its name",
  });
}

/** In the author's own bash a program has a name; the kinds' functions are read by us. */
function computed(step: Step, { commands }: StepBash): Issue[] {
  const own = commands.filter(({ name, within }) => name === undefined && within === undefined);
  return own.slice(0, 1).map(({ part }) =>
    issueAt(step.at, "ASH401", `${step.id} runs a command whose name is computed`, {
      found: `a variable or a hole as command, in the ${part}`,
      expected: "the name of the command in plain text",
      hint: "what is to run must be seen in the source; arguments may be values",
    }),
  );
}
