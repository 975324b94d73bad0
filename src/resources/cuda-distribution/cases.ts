import type { KindCases } from "../../model/cases.ts";
import type { Release, Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { cudaDistribution } from "./index.ts";

const cuda: Value<Release> = { expression: { type: "config", path: ["cuda"] } };
const vendor = "https://developer.download.nvidia.com/compute/cuda/repos";
const base: Value<Url> = { expression: { type: "config", path: ["base"] } };

/** For a base that is not NVIDIA's own the table says nothing. */
export const cases: KindCases = {
  kind: "cuda-distribution",
  cases: [
    {
      name: "is told from the configuration",
      resource: () => cudaDistribution({ cuda, base }),
      guard: ['host_toolkit_is_published "$CUDA" "$BASE"'],
    },
    {
      name: "may be asked about a fixed release",
      resource: () => cudaDistribution({ cuda: "12.8", base }),
      guard: ['host_toolkit_is_published 12.8 "$BASE"'],
    },
    {
      name: "may be asked about a mirror",
      resource: () => cudaDistribution({ cuda, base: "file:/srv/cuda/repos" }),
      guard: ['host_toolkit_is_published "$CUDA" file:/srv/cuda/repos'],
    },
    {
      name: "reads the target's own name for itself, and its libc",
      resource: () => cudaDistribution({ cuda, base: vendor }),
      guard: [`host_toolkit_is_published "$CUDA" ${vendor}`],
      effects: ["reads file /etc/os-release", "reads package libc6"],
    },
  ],
};
