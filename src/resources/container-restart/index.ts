import { call } from "../../model/call.ts";
import { provides, reads, uses } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { GpuIndices, Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** Which container takes its configuration, and how long that may take. */
export interface ContainerRestartProps {
  /** Proof of the configuration that a start takes; where it changed in this run, a running container restarts. */
  readonly passthrough: Proof<"gpu-passthrough">;
  readonly ctid: Input;
  /** GPUs that the container is to have; empty for none: then a stopped container may stay stopped. */
  readonly gpus: Value<GpuIndices>;
  /** Seconds that a shutdown may take before the container is stopped hard, and a start before it counts as failed. */
  readonly deadline: Value<Seconds>;
}

/**
 * The container runs with the nodes that its configuration passes: each is inside, with the host's numbers and with an
 * opening that is not refused, and no other can be opened. Where it does not, because the configuration changed or
 * because it has run since before, it is shut down and started, through high availability where the cluster keeps it. A
 * stopped container is started. Nodes that come only after the start are for a later wait. Without GPU a stopped one stays
 * stopped, and one that has no bash to look with is left as it is, with a warning.
 *
 * @example
 * host.ensure("restart", containerRestart({ passthrough, ctid: container.ctid, gpus, deadline: nvidia.guest_deadline_seconds }));
 * // guard_restart() { container_runs_as_configured "$CTID" "$WANTED_GPUS" passthrough; }
 * // apply_restart() { restart_container "$CTID" "$NVIDIA_DRIVER_GUEST_DEADLINE_SECONDS"; }
 * // verify_restart() { container_has_restarted "$CTID"; }
 * // inside_guard_restart() { container_shows_nodes; }
 */
export function containerRestart(props: ContainerRestartProps): Resource<"container-running"> {
  const { passthrough, ctid, gpus, deadline } = props;
  const wait = {
    deadline: expressionOf(deadline),
    polls: `pct status of a container under high availability`,
  };
  return resource({
    kind: "container-restart",
    claim: "container-running",
    summary: text`container ${ctid} runs with its assigned GPUs and no other`.expression,
    guard: call("container_runs_as_configured", ctid, gpus, passthrough.step),
    apply: call("restart_container", ctid, deadline),
    verify: call("container_has_restarted", ctid),
    inside: { guard: call("container_shows_nodes"), facts: [fact("observe_files", "/dev/nvidia*")] },
    needs: [passthrough],
    effects: [
      ...reads("config-line", text`GPU lines of /etc/pve/lxc/${ctid}.conf`),
      ...reads("file", "/proc/devices"),
      ...provides("container", ctid),
      ...uses("command", "pct"),
    ],
    waits: [
      { name: "guest_stop", ...wait },
      { name: "guest_start", ...wait },
    ],
  });
}
