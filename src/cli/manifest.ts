import { libraryName, sha256 } from "../emit/tree.ts";
import type { Effect } from "../model/effect.ts";
import { render } from "../model/value.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import type { StepPlan } from "../plan/step-plan.ts";
import type { SourceDigest } from "./sources.ts";

/** What the manifest says of each emitted file, for the auditor: bytes, sources, steps, effects. No date, no machine. */
export function manifestText(
  version: string,
  plans: readonly PipelinePlan[],
  scripts: ReadonlyMap<string, string>,
  sourcesOf: (plan: PipelinePlan) => readonly SourceDigest[],
  librarySources: readonly SourceDigest[],
): string {
  return jsonText({
    generator: `Ashlar ${version}`,
    library: libraryEntry(scripts.get(libraryName) ?? "", librarySources),
    scripts: scriptEntries(plans, scripts, sourcesOf),
  });
}

/** A document of JSON, as the compiler writes it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The library's bytes and sources. */
export function libraryEntry(text: string, sources: readonly SourceDigest[]) {
  return { path: libraryName, sha256: sha256(text), sources };
}

/** Every script with its bytes, sources, steps and effects. */
export function scriptEntries(
  plans: readonly PipelinePlan[],
  scripts: ReadonlyMap<string, string>,
  sourcesOf: (plan: PipelinePlan) => readonly SourceDigest[],
) {
  const ordered = [...plans].sort((a, b) => (a.pipeline.script < b.pipeline.script ? -1 : 1));
  return ordered.map((plan) => ({
    path: plan.pipeline.script,
    sha256: sha256(scripts.get(plan.pipeline.script) ?? ""),
    pipeline: plan.pipeline.name,
    target: plan.pipeline.target,
    configuration: plan.pipeline.config.file,
    sources: sourcesOf(plan),
    steps: plan.steps.map(stepEntry),
  }));
}

/** A step as the manifest, `list --json` and `explain --json` show it. */
export function stepEntry({ step, why, deadline }: StepPlan) {
  return {
    id: step.id,
    mode: step.mode,
    target: step.target.type,
    kind: step.resource.kind,
    summary: render(step.resource.summary),
    source: `${step.at.file}:${step.at.line}`,
    why,
    ...(deadline === "" ? {} : { deadline }),
    effects: step.resource.effects.map((effect) => effectText(effect, step.target.type)),
  };
}

/** `writes file /etc/x`; of a step inside a container, `writes file /etc/x on the host`. */
function effectText({ access, subject, name, on }: Effect, target: "host" | "container"): string {
  const place = target === "container" && on === "host" ? " on the host" : "";
  return `${access} ${subject} ${render(name)}${place}`;
}
