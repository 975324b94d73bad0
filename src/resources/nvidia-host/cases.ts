import { call } from "../../model/call.ts";
import type { KindCases } from "../../model/cases.ts";
import type { GpuIndices, Version } from "../../model/fields.ts";
import { computed, type Value } from "../../model/value.ts";
import { nvidiaHost } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const gpus = computed<GpuIndices>(
  "WANTED_GPUS",
  "the GPUs of the container",
  call("choose_where", "0 1", "true"),
);
const literal: Value<GpuIndices> = { expression: { type: "literal", text: "0 1" } };

/** Version and GPUs; which devices of the bus count as GPUs is the kind's own knowledge. */
export const cases: KindCases = {
  kind: "nvidia-host",
  cases: [
    {
      name: "asks for the driver of the configuration and the GPUs of the container",
      resource: () => nvidiaHost({ version, gpus }),
      guard: ['host_serves_gpus "$DRIVER_VERSION" "$WANTED_GPUS" 0x10de vfio-pci 0x0300 0x0302'],
    },
    {
      name: "passes several GPUs as one word",
      resource: () => nvidiaHost({ version, gpus: literal }),
      guard: ["host_serves_gpus \"$DRIVER_VERSION\" '0 1' 0x10de vfio-pci 0x0300 0x0302"],
    },
    {
      name: "reads the loaded module",
      resource: () => nvidiaHost({ version, gpus }),
      guard: ['host_serves_gpus "$DRIVER_VERSION" "$WANTED_GPUS" 0x10de vfio-pci 0x0300 0x0302'],
      effects: ["reads module nvidia"],
    },
    {
      name: "reads the bus, the nodes and the numbers of this boot",
      resource: () => nvidiaHost({ version, gpus }),
      guard: ['host_serves_gpus "$DRIVER_VERSION" "$WANTED_GPUS" 0x10de vfio-pci 0x0300 0x0302'],
      effects: ["reads device pci 0x10de", "reads device /dev/nvidia*", "reads file /proc/devices"],
    },
  ],
};
