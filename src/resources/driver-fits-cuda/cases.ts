import type { KindCases } from "../../model/cases.ts";
import type { Release, Version } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { driverFitsCuda } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const cuda: Value<Release> = { expression: { type: "config", path: ["cuda"] } };

/** The table of minimum drivers is bash; the step passes the two numbers. */
export const cases: KindCases = {
  kind: "driver-fits-cuda",
  cases: [
    {
      name: "is compared on the target",
      resource: () => driverFitsCuda({ version, cuda }),
      guard: ['driver_is_new_enough "$DRIVER_VERSION" "$CUDA"'],
    },
    {
      name: "may be a fixed driver",
      resource: () => driverFitsCuda({ version: "580.76.05", cuda }),
      guard: ['driver_is_new_enough 580.76.05 "$CUDA"'],
    },
    {
      name: "may be a fixed release",
      resource: () => driverFitsCuda({ version, cuda: "12.8" }),
      guard: ['driver_is_new_enough "$DRIVER_VERSION" 12.8'],
    },
    {
      name: "may be both",
      resource: () => driverFitsCuda({ version: "570.124.06", cuda: "12.8" }),
      guard: ["driver_is_new_enough 570.124.06 12.8"],
    },
  ],
};
