import { type Call, call } from "../../model/call.ts";
import { type Effect, reads } from "../../model/effect.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** A repository that later steps use, and how it shows that they need it no more. */
export interface AwaitedRepository {
  /** Its base URL. Only the server is looked for; where it is empty, a path or a `file:` URL, the network is not. */
  readonly base: Input;
  /** The last file that comes from it: while it is there, and `source` names the base, nothing is left to fetch. */
  readonly file: Input;
  /** The file in which apt names it. */
  readonly source: Input;
}

/** How long a container may take to be up, and what it must be able to reach then. */
export interface ContainerInitializationProps<P> {
  /** CTID of the container, as the pipeline got it. */
  readonly ctid: Input;
  /**
   * What later steps fetch from. Without it the network is not looked at: `aptServers` asks for the servers of what apt
   * has in there, where something is missing.
   */
  readonly repository?: AwaitedRepository;
  /** Seconds until the wait fails with exit code 5; a field of the configuration, so that a site can change it. */
  readonly deadline: Value<Seconds>;
  /** Proof that the container runs, with the configuration that it is to have. */
  readonly running: Proves<
    P,
    "container-running",
    "containerInitialization needs a container that runs with its configuration: pass what containerRunning(…) or containerRestart(…) proves"
  >;
}

/**
 * The init of the container has finished starting (systemd and OpenRC say so, degraded or not; of another init it can
 * only be seen that its scripts have ended), and the server of the repository has an address and a route. The internet is
 * never asked (facts: proxmox.md §1.4). Only the proof of this makes a container ready for steps.
 *
 * @example
 * const ready = container.waitForInitialization("initialization", containerInitialization({ ctid: container.ctid, repository, deadline, running }));
 * ready.ensure("motd", file({ path: "/etc/motd", content: "managed\n" }));
 * // guard_initialization() { ask_container initialization; }
 * // inside_guard_initialization() { wait_for_container_initialization; }
 */
export function containerInitialization<P extends Proof>(
  props: ContainerInitializationProps<P>,
): Resource<"container-initialized"> {
  const { ctid, repository, deadline, running } = props;
  return resource({
    kind: "container-initialization",
    claim: "container-initialized",
    summary: text`the initialization of container ${ctid}`.expression,
    guard: repository ? awaited(repository) : call("wait_for_container_initialization"),
    needs: [running as Proof],
    effects: [
      ...reads("file", "/proc/*"),
      // Not every init has it.
      ...reads("command", "systemctl"),
      ...(repository ? effectsOf(repository) : []),
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

function awaited({ base, file, source }: AwaitedRepository): Call {
  return call("wait_for_container_and_repository", base, file, source);
}

function effectsOf({ file, source }: AwaitedRepository): Effect[] {
  return [
    ...reads("file", file, source, "/proc/net/route", "/proc/net/ipv6_route"),
    // No name is asked for where nothing is fetched: neither is a precondition.
    ...reads("command", "getent", "apt-config"),
  ];
}
