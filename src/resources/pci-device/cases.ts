import type { KindCases } from "../../model/cases.ts";
import { pciDevice } from "./index.ts";

/** Vendor and classes are words of the guard; there is nothing to apply. */
export const cases: KindCases = {
  kind: "pci-device",
  cases: [
    {
      name: "looks for one class",
      resource: () => pciDevice({ vendor: "0x10de", classes: ["0x0300"], notBoundTo: "vfio-pci" }),
      guard: ["pci_device_is_free 0x10de vfio-pci 0x0300"],
      effects: ["reads device pci 0x10de"],
    },
    {
      name: "looks for several classes at once",
      resource: () => pciDevice({ vendor: "0x10de", classes: ["0x0300", "0x0302"], notBoundTo: "vfio-pci" }),
      guard: ["pci_device_is_free 0x10de vfio-pci 0x0300 0x0302"],
    },
    {
      name: "takes another vendor",
      resource: () => pciDevice({ vendor: "0x1002", classes: ["0x0380"], notBoundTo: "pci-stub" }),
      guard: ["pci_device_is_free 0x1002 pci-stub 0x0380"],
      effects: ["reads device pci 0x1002"],
    },
    {
      name: "takes a class by its first byte",
      resource: () => pciDevice({ vendor: "0x8086", classes: ["0x02"], notBoundTo: "vfio-pci" }),
      guard: ["pci_device_is_free 0x8086 vfio-pci 0x02"],
    },
  ],
};
