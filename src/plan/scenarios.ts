import type { Issue } from "../model/issue.ts";
import type { Step, StepMode } from "../model/pipeline.ts";
import { issueAt, type Pass, type Shown } from "./context.ts";

/** A pipeline comes with scenarios that show each step converged and drifting, and each wait timing out. */
export const checkScenarios: Pass = ({ pipeline }, { shown }) => {
  const seen = shown.get(pipeline.name);
  if (seen !== undefined)
    return pipeline.steps.flatMap((step) => [...unseen(step, seen), ...unseenWaits(step, seen)]);
  return [
    issueAt(pipeline.at, "ASH601", `nothing tests ${pipeline.name}`, {
      found: "no spec",
      expected: `${pipeline.at.file.replace(/\.ts$/, ".spec.ts")} with a specification of this pipeline`,
      hint: "a pipeline without its test does not compile",
    }),
  ];
};

/** The words that show a step in each of its two states; a precondition that holds says nothing. */
const states: Readonly<
  Record<StepMode, readonly { readonly state: string; readonly words: readonly string[] }[]>
> = {
  require: [{ state: "drifting", words: ["failed"] }],
  ensure: [
    { state: "converged", words: ["ok"] },
    { state: "drifting", words: ["would", "changed", "failed"] },
  ],
  verify: [
    { state: "converged", words: ["ok"] },
    { state: "drifting", words: ["failed"] },
  ],
  wait: [{ state: "converged", words: ["ok"] }],
  run: [
    { state: "converged", words: ["ok"] },
    { state: "drifting", words: ["would", "changed", "failed"] },
  ],
};

function unseen({ id, mode, at }: Step, { steps }: Shown): Issue[] {
  const words = steps.get(id) ?? new Set();
  const missing = states[mode].filter((state) => !state.words.some((word) => words.has(word)));
  return missing.map(({ state, words: wanted }) =>
    issueAt(at, "ASH602", `no scenario sees ${id} ${state}`, {
      found: words.size === 0 ? "no scenario names the step" : `only: ${[...words].join(", ")}`,
      expected: `a scenario with expect.step("${wanted.join('" or "')}", "${id}")`,
      hint: "a step that was never seen in a state is a step that nobody knows in it",
    }),
  );
}

function unseenWaits({ id, resource, at }: Step, { waits }: Shown): Issue[] {
  const missing = resource.waits.filter(({ name }) => !waits.has(`${id}/${name}`));
  return missing.map(({ name }) =>
    issueAt(at, "ASH603", `no scenario sees the wait ${name} of ${id} time out`, {
      found: "none",
      expected: `a scenario with expect.timeOut("${id}", "${name}")`,
      hint: "set the deadline short in the scenario's configuration, and keep away what is waited for",
    }),
  );
}
