import type { KindCases } from "../../model/cases.ts";
import type { Release, Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { cudaDistribution, vendorRepositories } from "./index.ts";

const cuda: Value<Release> = { expression: { type: "config", path: ["cuda"] } };
const base: Value<Url> = { expression: { type: "config", path: ["base"] } };

/** NVIDIA's own base is passed along: any other is a mirror, for which the table says nothing. */
export const cases: KindCases = {
  kind: "cuda-distribution",
  cases: [
    {
      name: "is told from the configuration",
      resource: () => cudaDistribution({ cuda, base }),
      guard: [`toolkit_is_published "$CUDA" "$BASE" ${vendorRepositories}`],
    },
    {
      name: "may be asked about a fixed release",
      resource: () => cudaDistribution({ cuda: "12.8", base }),
      guard: [`toolkit_is_published 12.8 "$BASE" ${vendorRepositories}`],
    },
    {
      name: "may be asked about a mirror",
      resource: () => cudaDistribution({ cuda, base: "file:/srv/cuda/repos" }),
      guard: [`toolkit_is_published "$CUDA" file:/srv/cuda/repos ${vendorRepositories}`],
    },
    {
      name: "reads the target's own name for itself, and its libc",
      resource: () => cudaDistribution({ cuda, base: vendorRepositories }),
      guard: [`toolkit_is_published "$CUDA" ${vendorRepositories} ${vendorRepositories}`],
      effects: ["reads file /etc/os-release", "reads package libc6"],
    },
  ],
};
