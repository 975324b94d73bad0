import type { KindCases } from "../../model/cases.ts";
import type { Proof } from "../../model/proof.ts";
import { nvidiaBootNodes } from "./index.ts";

const driver: Proof<"nvidia-driver"> = { claim: "nvidia-driver", step: "driver" };
const props = {
  unit: "demo.service",
  driver,
  vendor: "0x10de",
  classes: ["0x0300"],
  notBoundTo: "vfio-pci",
} as const;

/** The text of the unit is made on the host, from the number of GPUs. */
export const cases: KindCases = {
  kind: "nvidia-boot-nodes",
  cases: [
    {
      name: "makes a unit for the GPUs there are",
      resource: () => nvidiaBootNodes(props),
      guard: ["boot_nodes_are_made demo.service 0x10de vfio-pci 0x0300"],
      apply: ["install_boot_nodes demo.service 0x10de vfio-pci 0x0300"],
    },
    {
      name: "takes several classes",
      resource: () => nvidiaBootNodes({ ...props, classes: ["0x0300", "0x0302"] }),
      guard: ["boot_nodes_are_made demo.service 0x10de vfio-pci 0x0300 0x0302"],
    },
    {
      name: "owns the unit, its file and its link",
      resource: () => nvidiaBootNodes(props),
      guard: ["boot_nodes_are_made demo.service 0x10de vfio-pci 0x0300"],
      effects: [
        "writes unit demo.service",
        "writes file /etc/systemd/system/demo.service",
        "writes file /etc/systemd/system/multi-user.target.wants/demo.service",
      ],
    },
    {
      name: "takes another name",
      resource: () => nvidiaBootNodes({ ...props, unit: "phoenix-nodes.service" }),
      guard: ["boot_nodes_are_made phoenix-nodes.service 0x10de vfio-pci 0x0300"],
      effects: ["reads file /etc/systemd/system/phoenix-nodes.service"],
    },
  ],
};
