import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";

/** Which devices are looked for. */
export interface PciDeviceProps {
  /** Vendor as sysfs spells it: `0x10de` is NVIDIA. */
  readonly vendor: `0x${string}`;
  /** Classes by how they begin: `0x0300` VGA controllers, `0x0302` 3D controllers. */
  readonly classes: readonly `0x${string}`[];
  /** A driver that keeps devices for others (a virtual machine): what it holds is not counted. */
  readonly notBoundTo: string;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * At least one such device is on the PCI bus and not in the hands of `notBoundTo`; those that are get a warning while
 * others remain. Read from sysfs (facts: nvidia.md §4.3), so it needs no lspci.
 *
 * @example
 * host.require("gpu", pciDevice({ vendor: "0x10de", classes: ["0x0300", "0x0302"], notBoundTo: "vfio-pci" }));
 * // guard_gpu() { pci_device_is_free 0x10de vfio-pci 0x0300 0x0302; }
 */
export function pciDevice(props: PciDeviceProps): Resource<"pci-device"> {
  const { vendor, classes, notBoundTo, needs = [] } = props;
  return resource({
    kind: "pci-device",
    claim: "pci-device",
    summary: { type: "literal", text: `a PCI device of vendor ${vendor} that ${notBoundTo} does not hold` },
    guard: call("pci_device_is_free", vendor, notBoundTo, ...classes),
    needs,
    effects: [...reads("device", `pci ${vendor}`)],
  });
}
