import type { KindCases } from "../../model/cases.ts";
import { secureBoot } from "./index.ts";

/** The module is the only word; nothing is applied, since enrolling needs the console. */
export const cases: KindCases = {
  kind: "secure-boot",
  cases: [
    {
      name: "asks for the module that is to be built",
      resource: () => secureBoot({ module: "nvidia" }),
      guard: ["locally_built_module_loads nvidia"],
    },
    {
      name: "takes a name with an underscore, as sysfs has it",
      resource: () => secureBoot({ module: "r8125_next" }),
      guard: ["locally_built_module_loads r8125_next"],
    },
    {
      name: "reads the variables of the firmware and the key of dkms",
      resource: () => secureBoot({ module: "nvidia" }),
      guard: ["locally_built_module_loads nvidia"],
      effects: ["reads file /sys/firmware/efi/efivars/*", "reads file /var/lib/dkms/mok.pub"],
    },
    {
      name: "may need other proofs",
      resource: () => secureBoot({ module: "zfs", needs: [{ claim: "pci-device", step: "gpu" }] }),
      guard: ["locally_built_module_loads zfs"],
    },
  ],
};
