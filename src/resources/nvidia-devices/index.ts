import { call } from "../../model/call.ts";
import { provides, reads, uses } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Value } from "../../model/value.ts";

/** Whose nodes there are to be. */
export interface NvidiaDevicesProps {
  /** Proof that the modules are loaded: they know the numbers. */
  readonly modules: Proof<"kernel-modules">;
  /** Vendor, classes and the driver that keeps devices for others, as for `pciDevice`. */
  readonly vendor: `0x${string}`;
  readonly classes: readonly `0x${string}`[];
  readonly notBoundTo: string;
  /** Seconds to wait for the nodes. */
  readonly deadline: Value<Seconds>;
}

/**
 * `/dev/nvidia0` and so on, one a GPU, `nvidiactl`, `nvidia-uvm` and `nvidia-uvm-tools` are character devices with the
 * numbers of this boot: 195 is fixed, the major of nvidia-uvm stands in `/proc/devices` (facts: nvidia.md §3).
 *
 * @example
 * host.ensure("device_nodes", nvidiaDevices({ modules, vendor: "0x10de", classes: ["0x0300"], notBoundTo: "vfio-pci", deadline }));
 * // guard_device_nodes() { device_nodes_are_there 0x10de vfio-pci 0x0300; }
 * // apply_device_nodes() { make_device_nodes "$NVIDIA_DRIVER_DEVICE_DEADLINE_SECONDS" 0x10de vfio-pci 0x0300; }
 */
export function nvidiaDevices(props: NvidiaDevicesProps): Resource<"nvidia-devices"> {
  const { modules, vendor, classes, notBoundTo, deadline } = props;
  return resource({
    kind: "nvidia-devices",
    claim: "nvidia-devices",
    summary: { type: "literal", text: "a device node for each GPU, for nvidiactl and for nvidia-uvm" },
    guard: call("device_nodes_are_there", vendor, notBoundTo, ...classes),
    apply: call("make_device_nodes", deadline, vendor, notBoundTo, ...classes),
    facts: [fact("observe_files", "/dev/nvidia*")],
    needs: [modules],
    effects: [
      ...reads("device", `pci ${vendor}`, "/dev/nvidia*"),
      ...reads("module", "nvidia", "nvidia_uvm"),
      ...reads("file", "/proc/devices"),
      ...provides("device", "/dev/nvidia*"),
      ...uses("command", "nvidia-modprobe"),
    ],
    waits: [{ name: "device_nodes", deadline: expressionOf(deadline), polls: "the nodes in /dev" }],
  });
}
