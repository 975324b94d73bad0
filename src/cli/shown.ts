import type { Issue } from "../model/issue.ts";
import type { Shown } from "../plan/context.ts";
import { checkScenarios } from "../plan/scenarios.ts";
import { loadDsl } from "./load.ts";

/** By script: what its runs showed. */
export type ShownByScript = ReadonlyMap<string, Shown>;

/**
 * What the runs of the scenarios themselves reported, script by script: `WORD STEP` for each line on the terminal,
 * `timeout STEP/WAIT` for a wait that ended in vain. A specification can claim anything; this cannot.
 */
export function readShown(log: string): ShownByScript {
  const byScript = new Map<string, { steps: Map<string, Set<string>>; waits: Set<string> }>();
  for (const line of log.split("\n")) {
    const [script, word, subject] = line.split(" ");
    if (script === undefined || word === undefined || subject === undefined) continue;
    const shown = byScript.get(script) ?? { steps: new Map<string, Set<string>>(), waits: new Set<string>() };
    byScript.set(script, shown);
    if (word === "timeout") shown.waits.add(subject);
    else shown.steps.set(subject, (shown.steps.get(subject) ?? new Set()).add(word));
  }
  return byScript;
}

/** The same pass as when compiling, with what was seen instead of what the specifications claim. */
export async function unseenSteps(root: string, byScript: ShownByScript): Promise<Issue[]> {
  const { pipelines } = await loadDsl({ root, dsl: "dsl", out: root });
  const nothing: Shown = { steps: new Map(), waits: new Set() };
  const shown = new Map(pipelines.map(({ name, script }) => [name, byScript.get(script) ?? nothing]));
  const context = { bash: [], unheard: [], shown };
  return pipelines.flatMap((pipeline) => checkScenarios({ pipeline, headline: "", steps: [] }, context));
}
