import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text, type Value } from "../../model/value.ts";

/** The driver that is asked inside a container. */
export interface ContainerSmiProps {
  /** Proof that the assigned nodes are in there and may be opened. */
  readonly nodes: Proof<"nvidia-devices">;
  /** The version of the module in the host's kernel. */
  readonly version: Value<Version>;
  /** CTID of the container that the driver is inherited from; empty where it was installed here. */
  readonly origin: Value<string>;
  /** Proof that it is installed, where that is a step of this container. */
  readonly driver?: Proof<"nvidia-driver">;
}

/**
 * nvidia-smi answers in the container with the version of the host's module, once for each GPU that was assigned. The
 * files of the driver are looked at before: where they are of another version, or not all there, what to do depends on
 * whether it was installed here or inherited (facts: nvidia.md §2, §9.29). Changes nothing.
 *
 * @example
 * const verified = ready.verify("driver_answers", containerSmi({ nodes, version: nvidia.version, origin, driver }));
 * // guard_driver_answers() { ask_container driver_answers; }
 * // inside_guard_driver_answers() { container_driver_answers "$NVIDIA_DRIVER_VERSION" "$FEATURE_ORIGIN"; }
 */
export function containerSmi(props: ContainerSmiProps): Resource<"nvidia-driver-verified"> {
  const { nodes, version, origin, driver } = props;
  return resource({
    kind: "container-smi",
    claim: "nvidia-driver-verified",
    summary: text`nvidia-smi answers in the container with ${version}`.expression,
    guard: call("container_driver_answers", version, origin),
    needs: [nodes],
    follows: driver === undefined ? [] : [driver],
    effects: [
      ...reads(
        "file",
        "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.*",
        "/usr/lib/x86_64-linux-gnu/libcuda.so.*",
        "/usr/bin/nvidia-smi",
        "/var/lib/nvidia/log",
        "/var/lib/phoenix_hypervisor/unfinished-driver",
      ),
      ...reads("device", "/dev/nvidia*"),
      // An inherited driver brought it: whether it is there is what this step finds out.
      ...reads("command", "nvidia-smi"),
    ],
    evidence: { claims: "version", guard: "version" },
  });
}
