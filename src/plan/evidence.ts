import type { Issue } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import type { Evidence } from "../model/resource.ts";
import type { ReachedCommand, StepBash } from "../model/step-bash.ts";
import { builtins } from "./base-commands.ts";
import { issueAt, type Pass, withBash } from "./context.ts";

const strength: Readonly<Record<Evidence, number>> = { presence: 0, status: 1, version: 2, content: 3 };

/** A guard must have seen what the step claims: `command -v` sees no version, `dpkg -s` no installed package. */
export const checkEvidence: Pass = (plan, context) => [
  ...plan.pipeline.steps.flatMap(declared),
  ...withBash(plan, context).flatMap(([step, bash]) => [
    ...packageStatus(step, bash),
    ...presenceOnly(step, bash),
  ]),
];

function declared(step: Step): Issue[] {
  const { claims, guard } = step.resource.evidence;
  return strength[guard] >= strength[claims]
    ? []
    : [tooWeak(step, `a guard that sees ${guard}`, `one that sees ${claims}`)];
}

/** A removed package that left its configuration behind still has a status. */
function packageStatus(step: Step, { commands }: StepBash): Issue[] {
  const asking = commands.find(
    ({ name, words, part }) =>
      part !== "apply" &&
      (name === "dpkg" || name === "dpkg-query") &&
      words.some((word) => /^(-s|-l|--status|--list)$/.test(word ?? "")),
  );
  if (asking === undefined || strength[step.resource.evidence.claims] < strength.status) return [];
  return [
    tooWeak(
      step,
      shown(asking),
      "dpkg-query --show --showformat='${db:Status-Abbrev}' and a comparison with ii",
    ),
  ];
}

/** Nothing but a look whether something is there: no comparison, and no program asked. */
function presenceOnly(step: Step, { commands, guardCompares }: StepBash): Issue[] {
  const asked = commands.filter(({ part, name }) => part === "guard" && !builtins.has(name ?? ""));
  const claims = step.resource.evidence.claims;
  const isEnough = guardCompares || asked.some((command) => !locates(command)) || claims === "presence";
  if (isEnough || step.target.type === "container") return [];
  const look = commands.find((command) => command.part === "guard" && locates(command));
  return [
    tooWeak(
      step,
      look === undefined ? "a guard that compares nothing" : shown(look),
      `a comparison that shows ${claims}`,
    ),
  ];
}

function locates({ name, words }: ReachedCommand): boolean {
  return (
    name === "which" ||
    name === "whereis" ||
    name === "type" ||
    name === "hash" ||
    (name === "command" && /^-[vV]$/.test(words[1] ?? ""))
  );
}

function shown({ words }: ReachedCommand): string {
  return words.map((word) => word ?? "…").join(" ");
}

function tooWeak({ id, at, resource }: Step, found: string, expected: string): Issue {
  return issueAt(at, "ASH302", `the guard of ${id} cannot know what it claims`, {
    found,
    expected,
    hint: `the step claims ${resource.claim} (${resource.evidence.claims}); a guard that sees less answers "converged" on a broken target`,
  });
}
