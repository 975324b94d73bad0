import type { KindCases } from "../../model/cases.ts";
import type { Proof } from "../../model/proof.ts";
import { rebootGate } from "./index.ts";

const device: Proof<"pci-device"> = { claim: "pci-device", step: "gpu" };
const headers: Proof<"kernel-headers"> = { claim: "kernel-headers", step: "headers" };
const gpus = { device, headers, vendor: "0x10de", classes: ["0x0300"] } as const;

/** Drivers are one word, so that classes can follow. */
export const cases: KindCases = {
  kind: "reboot-gate",
  cases: [
    {
      name: "forbids one driver",
      resource: () => rebootGate({ ...gpus, drivers: ["nouveau"] }),
      guard: ["boot_is_right 0x10de nouveau 0x0300"],
      apply: ["reboot_to_go_on"],
    },
    {
      name: "forbids several drivers",
      resource: () => rebootGate({ ...gpus, drivers: ["nouveau", "nvidiafb"] }),
      guard: ["boot_is_right 0x10de 'nouveau nvidiafb' 0x0300"],
    },
    {
      name: "takes several classes",
      resource: () => rebootGate({ ...gpus, classes: ["0x0300", "0x0302"], drivers: ["nouveau"] }),
      guard: ["boot_is_right 0x10de nouveau 0x0300 0x0302"],
    },
    {
      name: "leaves its mark, and is unknown behind pending headers",
      resource: () => rebootGate({ ...gpus, drivers: ["nouveau"] }),
      guard: ["boot_is_right 0x10de nouveau 0x0300"],
      effects: [
        "writes file /run/reboot-required",
        "reads package proxmox-headers-*",
        "uses command systemctl",
      ],
    },
  ],
};
