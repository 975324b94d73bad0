import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** How long a container may take to be up, and what it must be able to reach then. */
export interface ContainerInitializationProps<P> {
  /** CTID of the container, as the pipeline got it. */
  readonly ctid: Input;
  /**
   * Base URL of the repository that later steps use. Only its server is looked for; where it is empty, a path or a
   * `file:` URL, the network is not looked at.
   */
  readonly mirror: Input;
  /**
   * The last file that comes from it, and the file in which apt names it: while the one is there and the other names
   * this base, nothing is left to fetch, and the network is not looked at either.
   */
  readonly fetched: { readonly file: Input; readonly source: Input };
  /** Seconds until the wait fails with exit code 5; a field of the configuration, so that a site can change it. */
  readonly deadline: Value<Seconds>;
  /** Proof that the container runs, with the configuration that it is to have. */
  readonly restarted: Proves<
    P,
    "container-restarted",
    "containerInitialization needs a container that was started with its configuration: pass what containerRestart(…) proves"
  >;
}

/**
 * The init of the container has finished starting (systemd and OpenRC say so, degraded or not; of another init it can
 * only be seen that its scripts have ended), and the server of the repository has an address and a route. The internet is
 * never asked (facts: proxmox.md §1.4). Only the proof of this makes a container ready for steps.
 *
 * @example
 * const ready = container.waitForInitialization("initialization", containerInitialization({ ctid: container.ctid, mirror, fetched, deadline, restarted }));
 * ready.ensure("motd", file({ path: "/etc/motd", content: "managed\n" }));
 * // guard_initialization() { ask_container initialization; }
 * // inside_guard_initialization() { wait_for_container_initialization "$MIRROR" /opt/last /etc/apt/sources.list.d/x.sources; }
 */
export function containerInitialization<P extends Proof>(
  props: ContainerInitializationProps<P>,
): Resource<"container-initialized"> {
  const { ctid, mirror, fetched, deadline, restarted } = props;
  return resource({
    kind: "container-initialization",
    claim: "container-initialized",
    summary: text`the initialization of container ${ctid}`.expression,
    guard: call("wait_for_container_initialization", mirror, fetched.file, fetched.source),
    needs: [restarted as Proof],
    effects: [
      ...reads("file", fetched.file, fetched.source, "/proc/net/route", "/proc/net/ipv6_route", "/proc/*"),
      // Not every init has the one, and no name is asked for without a mirror: neither is a precondition.
      ...reads("command", "systemctl", "getent", "apt-config"),
    ],
    waits: [
      {
        name: "initialization",
        deadline: expressionOf(deadline),
        polls: "init and, where something is fetched, name and route of its server",
      },
    ],
    evidence: { claims: "status", guard: "status" },
  });
}
