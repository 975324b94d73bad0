import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { GpuIndices, Version } from "../../model/fields.ts";
import { targetFacts } from "../../model/judgement.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text, type Value } from "../../model/value.ts";

/** What the host must serve. */
export interface NvidiaHostProps {
  /** Version of the module that the host must have in its kernel. */
  readonly version: Value<Version>;
  /** GPUs that the container is to have. */
  readonly gpus: Value<GpuIndices>;
}

/** GPUs of NVIDIA that no virtual machine has: the order of their addresses is that of their nodes. */
const free = ["0x10de", "vfio-pci", "0x0300", "0x0302"] as const;

/**
 * The host's kernel has the module in the wanted version, the host has every assigned GPU, and the nodes of those GPUs,
 * `nvidiactl`, `nvidia-uvm` and `nvidia-uvm-tools` are there with the numbers of this boot (facts: nvidia.md §3). A
 * precondition: who fails it is told to run the host's script first, or how many GPUs there are. Costs no process.
 *
 * @example
 * host.require("host_driver", nvidiaHost({ version: nvidia.version, gpus }));
 * // guard_host_driver() { host_serves_gpus "$NVIDIA_DRIVER_VERSION" "$WANTED_GPUS" 0x10de vfio-pci 0x0300 0x0302; }
 */
export function nvidiaHost({ version, gpus }: NvidiaHostProps): Resource<"nvidia-host"> {
  return resource({
    kind: "nvidia-host",
    claim: "nvidia-host",
    summary: text`this host serves GPU ${gpus} with driver ${version}`.expression,
    guard: call("host_serves_gpus", version, gpus, ...free),
    judge: { code: "ASH805", call: call("gpus_are_among", gpus, targetFacts.gpus) },
    facts: [fact("observe_files", "/dev/nvidia*")],
    effects: [
      ...reads("module", "nvidia", "nvidia_uvm"),
      ...reads("device", `pci ${free[0]}`, "/dev/nvidia*"),
      ...reads("file", "/proc/devices"),
    ],
  });
}
