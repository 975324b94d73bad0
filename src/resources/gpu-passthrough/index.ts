import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import type { GpuIndices, Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** Which GPUs a container gets, and how. */
export interface GpuPassthroughProps {
  /** Proof that the container is here and can be changed, or that it has its settings. */
  readonly container: Proof<"lxc-container"> | Proof<"container-settings">;
  readonly ctid: Input;
  /** GPUs that the container is to have; empty for none. */
  readonly gpus: Value<GpuIndices>;
  /** `mount`: raw mount entries and device rules. `devices`: devN properties (pve-container 5.0.7 or later). */
  readonly mode: Value<string>;
  /** Seconds to wait for Proxmox's own lock of the configuration; Proxmox itself waits 10. */
  readonly lockDeadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The configuration of the container passes the nodes of its GPUs, `nvidiactl`, `nvidia-uvm` and `nvidia-uvm-tools`, and
 * no other node of the driver. As mount entries, with one device rule a node where the container is privileged; or as
 * devN properties, through `pct set` (facts: proxmox.md §3).
 *
 * Ours are mount entries whose source begins with `/dev/nvidia`, device rules of the driver's numbers in one block with
 * them, and devN properties of such nodes. They are brought to the wanted set, also when it shrinks; all else stays byte
 * for byte, in snapshots too. Other lines that concern GPUs are named in a warning. Written under Proxmox's lock, beside
 * the configuration and renamed (§2.6, §4); a container that has been locked meanwhile ends the run with exit code 4,
 * a lock that stays held with 5.
 *
 * @example
 * host.ensure("passthrough", gpuPassthrough({ container: here, ctid: container.ctid, gpus, mode, lockDeadline }));
 * // guard_passthrough() { passthrough_is_configured "$CTID" "$WANTED_GPUS" "$NVIDIA_DRIVER_CONTAINER_PASSTHROUGH"; }
 * // apply_passthrough() {
 * //   configure_host_gpu_passthrough "$CTID" "$WANTED_GPUS" "$NVIDIA_DRIVER_CONTAINER_PASSTHROUGH" "$…_LOCK_DEADLINE_SECONDS"
 * // }
 */
export function gpuPassthrough(props: GpuPassthroughProps): Resource<"gpu-passthrough"> {
  const { container, ctid, gpus, mode, lockDeadline, needs = [] } = props;
  return resource({
    kind: "gpu-passthrough",
    claim: "gpu-passthrough",
    summary: text`container ${ctid} is configured with its assigned GPUs and no other`.expression,
    guard: call("passthrough_is_configured", ctid, gpus, mode),
    apply: call("configure_host_gpu_passthrough", ctid, gpus, mode, lockDeadline),
    preflight: call("passthrough_is_possible", ctid, gpus, mode),
    needs: [container, ...needs],
    effects: [
      ...reads("file", "/proc/devices", text`/etc/pve/lxc/${ctid}.conf`),
      ...reads("device", "/dev/nvidia*"),
      ...writes("config-line", text`GPU lines of /etc/pve/lxc/${ctid}.conf`),
      ...uses("command", "pct"),
    ],
    waits: [
      {
        name: "conf_lock",
        deadline: expressionOf(lockDeadline),
        polls: "Proxmox's lock of the container's configuration",
      },
    ],
  });
}
