import { call } from "../../model/call.ts";
import { reads, uses } from "../../model/effect.ts";
import type { Seconds } from "../../model/fields.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Value } from "../../model/value.ts";

/** How long a container may take to be up. */
export interface ContainerInitializationProps {
  /** CTID of the container, as `host.container` got it. */
  readonly ctid: string;
  /** Seconds until the wait fails with exit code 5; a field of the configuration, so that a site can change it. */
  readonly deadline: Value<Seconds>;
}

/**
 * The container runs, its init has finished starting and its network is up. Only the proof of this makes a container
 * ready for steps. The types stand, the bash is still to come: a pipeline with such a step is issue ASH406.
 *
 * @example
 * const container = host.container(901);
 * const ready = container.waitForInitialization("up", containerInitialization({ ctid: container.ctid, deadline }));
 * ready.ensure("motd", file({ path: "/etc/motd", content: "managed\n" }));
 * // guard_up() { container_is_initialized 901; }
 */
export function containerInitialization(
  props: ContainerInitializationProps,
): Resource<"container-initialized"> {
  const { ctid, deadline } = props;
  return resource({
    kind: "container-initialization",
    claim: "container-initialized",
    summary: expressionOf(`container ${ctid} is up`),
    guard: call("container_is_initialized", ctid),
    effects: [...reads("container", ctid), ...uses("command", "pct")],
    waits: [
      {
        name: "initialization",
        deadline: deadline.expression,
        polls: `init and network of container ${ctid}`,
      },
    ],
    evidence: { claims: "status", guard: "status" },
  });
}
