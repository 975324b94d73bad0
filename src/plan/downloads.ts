import type { Issue } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import type { StepBash } from "../model/step-bash.ts";
import { render } from "../model/value.ts";
import { issueAt, type Pass, withBash } from "./context.ts";

const downloaders = new Set(["wget", "curl", "ftp", "scp", "rsync"]);

/** What is fetched is named, and held against something that the network cannot change. */
export const checkDownloads: Pass = (plan, context) => [
  ...plan.pipeline.steps.flatMap(unpinned),
  ...withBash(plan, context).flatMap(([step, bash]) => unnamed(step, bash)),
];

function unpinned({ id, at, resource }: Step): Issue[] {
  const urls = resource.effects.filter(({ subject, pin }) => subject === "url" && pin === undefined);
  return urls.map(({ name }) =>
    issueAt(at, "ASH301", `${id} fetches without knowing what must come`, {
      found: `url ${render(name)} without a pin`,
      expected: "fetches(url, sha256), or the fingerprint of the key that signed it",
      hint: "a mirror, a proxy or a truncated transfer changes bytes without a word",
    }),
  );
}

function unnamed({ id, at, resource }: Step, { commands }: StepBash): Issue[] {
  if (resource.effects.some(({ subject }) => subject === "url")) return [];
  const names = new Set(commands.flatMap(({ name }) => (downloaders.has(name ?? "") ? [name] : [])));
  return [...names].map((name) =>
    issueAt(at, "ASH301", `${id} fetches something that it does not name`, {
      found: `a call of ${name}, and no url among the effects`,
      expected: "fetches(url, sha256) among the effects",
      hint: "an operator behind an air gap must see in --help what has to be brought",
    }),
  );
}
