import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, type Value } from "../../model/value.ts";

/** What is going to be installed by apt, and how long its servers may take to be found. */
export interface AptServersProps {
  /** Packages that later steps install; a list of the configuration is one of them. */
  readonly names: readonly Input<string>[];
  /** Seconds until the wait fails with exit code 5; a field of the configuration, so that a site can change it. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A wait for the network, as far as apt needs it. While all named packages are installed it holds. Else every server that
 * an enabled source of apt names has an address, and there is a route to it; where apt has a proxy, that is the proxy's
 * matter, and a repository on a disk needs none. Nothing is sent to any server, and the internet is never asked
 * (facts: pitfalls.md). What can never be waited for, such as an unreadable answer of the resolver, fails at once.
 *
 * @example
 * const servers = ready.waitFor("apt_servers", aptServers({ names: ["python3-venv"], deadline: containers.initialization_deadline_seconds }));
 * // inside_guard_apt_servers() { apt_servers_are_within_reach python3-venv; }
 */
export function aptServers(props: AptServersProps): Resource<"apt-servers"> {
  const { names, deadline, needs = [] } = props;
  return resource({
    kind: "apt-servers",
    claim: "apt-servers",
    summary: expressionOf("the servers of apt, where a package is missing"),
    guard: call("apt_servers_are_within_reach", ...names),
    facts: [fact("observe_packages")],
    needs,
    effects: [
      ...reads("file", "/etc/apt/sources.list", "/etc/apt/sources.list.d/*"),
      ...reads("file", "/proc/net/route", "/proc/net/ipv6_route"),
      // No name is asked for where nothing is fetched: neither is a precondition.
      ...reads("command", "getent", "apt-config"),
    ],
    waits: [
      {
        name: "apt_servers",
        deadline: expressionOf(deadline),
        polls: "address and route of every server of apt's sources, where a package is missing",
      },
    ],
    evidence: { claims: "status", guard: "status" },
  });
}
