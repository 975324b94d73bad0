import type { KindCases } from "../../model/cases.ts";
import type { Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { nvidiaSmi } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const driver: Proof<"nvidia-driver"> = { claim: "nvidia-driver", step: "driver" };
const nodes: Proof<"nvidia-devices"> = { claim: "nvidia-devices", step: "nodes" };

/** The version is the only word; a driver that does not answer is never repaired here. */
export const cases: KindCases = {
  kind: "nvidia-smi",
  cases: [
    {
      name: "compares with the configured version",
      resource: () => nvidiaSmi({ driver, nodes, version }),
      guard: ['driver_answers "$DRIVER_VERSION"'],
    },
    {
      name: "takes a version that is known when compiling",
      resource: () =>
        nvidiaSmi({ driver, nodes, version: { expression: { type: "literal", text: "580.76.05" } } }),
      guard: ["driver_answers 580.76.05"],
    },
    {
      name: "is unknown behind a pending module",
      resource: () => nvidiaSmi({ driver, nodes, version }),
      guard: ['driver_answers "$DRIVER_VERSION"'],
      effects: ["reads module nvidia"],
    },
    {
      name: "is unknown behind pending nodes",
      resource: () => nvidiaSmi({ driver, nodes, version }),
      guard: ['driver_answers "$DRIVER_VERSION"'],
      effects: ["reads device /dev/nvidia*", "uses command nvidia-smi"],
    },
  ],
};
