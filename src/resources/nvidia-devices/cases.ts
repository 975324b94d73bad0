import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { nvidiaDevices } from "./index.ts";

const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const modules: Proof<"kernel-modules"> = { claim: "kernel-modules", step: "modules" };
const props = { modules, deadline, vendor: "0x10de", classes: ["0x0300"], notBoundTo: "vfio-pci" } as const;

/** How many nodes there are is found on the host; the wait stands first among the words of the apply. */
export const cases: KindCases = {
  kind: "nvidia-devices",
  cases: [
    {
      name: "waits for the nodes with a deadline",
      resource: () => nvidiaDevices(props),
      guard: ["device_nodes_are_there 0x10de vfio-pci 0x0300"],
      apply: ['make_device_nodes "$DEADLINE" 0x10de vfio-pci 0x0300'],
    },
    {
      name: "takes several classes",
      resource: () => nvidiaDevices({ ...props, classes: ["0x0300", "0x0302"] }),
      guard: ["device_nodes_are_there 0x10de vfio-pci 0x0300 0x0302"],
    },
    {
      name: "reads and brings the nodes",
      resource: () => nvidiaDevices(props),
      guard: ["device_nodes_are_there 0x10de vfio-pci 0x0300"],
      effects: ["reads device /dev/nvidia*", "provides device /dev/nvidia*", "uses command nvidia-modprobe"],
    },
    {
      name: "takes a deadline that is known when compiling",
      resource: () => nvidiaDevices({ ...props, deadline: { expression: { type: "literal", text: "5" } } }),
      guard: ["device_nodes_are_there 0x10de vfio-pci 0x0300"],
      apply: ["make_device_nodes 5 0x10de vfio-pci 0x0300"],
    },
  ],
};
