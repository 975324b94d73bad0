import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** The nodes that are waited for. */
export interface NvidiaNodesProps {
  /** Indices of the assigned GPUs, for the reader. */
  readonly gpus: Input<string>;
  /** Seconds until the wait fails with exit code 5. */
  readonly deadline: Value<Seconds>;
  /** Proof that the nodes were given to the container: its step finds out which they are. */
  readonly passthrough: Proof<"gpu-passthrough">;
}

/**
 * Every node of the assigned GPUs is, inside the container, a character device with the numbers of the host's, and
 * opening it is not refused. That no driver answers behind it (ENXIO) is for others to judge. What stays as it is
 * however long one waits, such as a regular file that an `optional` mount has left or the number of an earlier boot,
 * ends the wait at once (facts: nvidia.md §3, proxmox.md §3.2).
 *
 * @example
 * const nodes = ready.waitFor("devices", nvidiaNodes({ gpus, deadline: nvidia.device_deadline_seconds, passthrough }));
 * // guard_devices() { ask_container devices; }
 * // inside_guard_devices() { wait_for_nvidia_device; }
 */
export function nvidiaNodes({ gpus, deadline, passthrough }: NvidiaNodesProps): Resource<"nvidia-devices"> {
  return resource({
    kind: "nvidia-nodes",
    claim: "nvidia-devices",
    summary: text`nodes of GPU ${gpus} that the container can open`.expression,
    guard: call("wait_for_nvidia_device"),
    needs: [passthrough],
    effects: reads("device", "/dev/nvidia*"),
    waits: [
      { name: "devices", deadline: expressionOf(deadline), polls: "the nodes in /dev of the container" },
    ],
  });
}
