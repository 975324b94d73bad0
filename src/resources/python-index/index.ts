import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** Which index is waited for, and what for. */
export interface PythonIndexProps<P extends string> {
  /** The environment that is to be made from it. */
  readonly path: AbsolutePath<P>;
  /** The sha256 of its lock file. */
  readonly sha256: Input<Sha256 | undefined>;
  /** The URL of the index, or a directory, which holds at once. */
  readonly packages: Input<Url>;
  /** Seconds until the wait fails with exit code 5; a field of the configuration, so that a site can change it. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A wait for the network, as far as pip needs it. While the environment is what its lock file says it holds; else the server
 * of the index has an address and a route. Nothing is sent to it, and the internet is never asked.
 *
 * @example
 * const index = ready.waitFor("index", pythonIndex({ path: "/opt/demo", sha256, packages, deadline: containers.initialization_deadline_seconds }));
 * // inside_guard_index() { python_index_is_within_reach /opt/demo "$SHA256" "$PACKAGES"; }
 */
export function pythonIndex<const P extends string>(props: PythonIndexProps<P>): Resource<"python-index"> {
  const { path, sha256, packages, deadline, needs = [] } = props;
  return resource({
    kind: "python-index",
    claim: "python-index",
    summary: text`the server of ${packages}, where a package is missing`.expression,
    guard: call("python_index_is_within_reach", path, sha256, packages),
    needs,
    effects: [
      ...reads("file", path, `${path}.releases/*`, "/usr/bin/python3*"),
      ...reads("file", "/proc/net/route", "/proc/net/ipv6_route"),
      // No name is asked for where nothing is fetched: it is no precondition.
      ...reads("command", "getent"),
    ],
    waits: [
      {
        name: "python_index",
        deadline: expressionOf(deadline),
        polls: "address and route of the server of the index, where a package is missing",
      },
    ],
    evidence: { claims: "status", guard: "status" },
  });
}
