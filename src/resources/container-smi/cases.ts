import type { KindCases } from "../../model/cases.ts";
import type { Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { containerSmi } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const origin: Value<string> = { expression: { type: "config", path: ["origin"] } };
const nodes: Proof<"nvidia-devices"> = { claim: "nvidia-devices", step: "devices" };
const driver: Proof<"nvidia-driver"> = { claim: "nvidia-driver", step: "driver" };

/** The version and where the driver comes from; the nodes are known from the step that gave them. */
export const cases: KindCases = {
  kind: "container-smi",
  cases: [
    {
      name: "compares with the version of the host, and knows whose fault another one is",
      resource: () => containerSmi({ nodes, version, origin, driver }),
      guard: ['container_driver_answers "$DRIVER_VERSION" "$ORIGIN"'],
    },
    {
      name: "goes without an installation of its own",
      resource: () => containerSmi({ nodes, version, origin }),
      guard: ['container_driver_answers "$DRIVER_VERSION" "$ORIGIN"'],
    },
    {
      name: "takes an origin that is known when compiling",
      resource: () =>
        containerSmi({ nodes, version, origin: { expression: { type: "literal", text: "900" } } }),
      guard: ['container_driver_answers "$DRIVER_VERSION" 900'],
    },
    {
      name: "is unknown behind a pending driver and pending nodes",
      resource: () => containerSmi({ nodes, version, origin, driver }),
      guard: ['container_driver_answers "$DRIVER_VERSION" "$ORIGIN"'],
      effects: ["reads file /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.*", "reads device /dev/nvidia*"],
    },
  ],
};
