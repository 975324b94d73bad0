import { call } from "../../model/call.ts";
import { provides, reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text, type Value } from "../../model/value.ts";

/** A JSON value; where text is wanted it may be one of the configuration. */
export type Json =
  | string
  | number
  | boolean
  | Value<string | undefined>
  | readonly Json[]
  | { readonly [name: string]: Json };

/** Settings in a JSON file that is shared with others. */
export interface JsonMergeProps<P extends string> {
  /** The file. Its directory is made where it is missing. */
  readonly path: AbsolutePath<P>;
  /** The members it must have. Objects are merged member by member; anything else takes the place of what was there. */
  readonly values: { readonly [name: string]: Json };
  /** Proofs of what must hold before, such as the package that brings jq. */
  readonly needs?: readonly Proof[];
}

/**
 * A JSON file has these members, and keeps all others: the values are compared, not their spelling, so a file that was
 * written by hand stays as it is while it says the same. No file, and an empty one, count as an object without members;
 * what is no JSON object is not touched, and ends the run. Replaced by a rename; mode and owner are kept. Each step owns
 * only its members, so several may share a file. Needs jq where the file is.
 *
 * @example
 * ready.ensure("log_driver", jsonMerge({ path: "/etc/docker/daemon.json", values: { "log-driver": docker.log_driver }, needs: [tools] }));
 * // inside_guard_log_driver() { json_has /etc/docker/daemon.json '{"log-driver":text(0)}' "$DOCKER_LOG_DRIVER"; }
 * // inside_apply_log_driver() { merge_json /etc/docker/daemon.json '{"log-driver":text(0)}' "$DOCKER_LOG_DRIVER"; }
 */
export function jsonMerge<const P extends string>(props: JsonMergeProps<P>): Resource<"json"> {
  const { path, values, needs = [] } = props;
  const texts: Input[] = [];
  const wanted = programOf(values, texts);
  const members = Object.keys(values);
  return resource({
    kind: "json-merge",
    claim: "json",
    summary: text`${members.join(", ")} in ${path}`.expression,
    guard: call("json_has", path, wanted, ...texts),
    apply: call("merge_json", path, wanted, ...texts),
    facts: [fact("observe_files", path)],
    needs,
    effects: [
      ...reads("file", path),
      // Before it is there, nothing can be said of the file.
      ...reads("command", "jq"),
      ...provides("file", path),
      ...members.flatMap((member) => writes("config-line", `${member} in ${path}`)),
      ...uses("command", "jq"),
    ],
  });
}

/** The values as jq writes them; texts of the configuration are taken from its arguments. */
function programOf(json: Json, texts: Input[]): string {
  if (typeof json !== "object") return JSON.stringify(json);
  if (isList(json)) return `[${json.map((each) => programOf(each, texts)).join(",")}]`;
  if (isValue(json)) return `text(${texts.push(json) - 1})`;
  const members = Object.entries(json).map(
    ([name, each]) => `${JSON.stringify(name)}:${programOf(each, texts)}`,
  );
  return `{${members.join(",")}}`;
}

function isList(json: object): json is readonly Json[] {
  return Array.isArray(json);
}

function isValue(json: object): json is Value<string | undefined> {
  return "expression" in json;
}
