import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Release, Url } from "../../model/fields.ts";
import { targetFacts } from "../../model/judgement.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** A CUDA release, and where it is to come from. */
export interface CudaDistributionProps {
  /** Release of two components: 12.8. */
  readonly cuda: Input<Release>;
  /** Parent of the `<distribution>/<architecture>/` directories; any but NVIDIA's own
   * (`https://developer.download.nvidia.com/compute/cuda/repos`) is trusted to hold the release. */
  readonly base: Input<Url>;
}

/**
 * NVIDIA publishes the release for the distribution in the target's `/etc/os-release`: 12.8 for Debian 12 and Ubuntu
 * 20.04 to 24.04, not for Debian 11 and 13 (whose repository begins with 13.1). A mirror lifts this. glibc 2.41 or newer
 * with nvcc 12.9 or older is a warning: their headers contradict each other.
 *
 * @example
 * const distribution = host.require("distribution", cudaDistribution({ cuda: "12.8", base }));
 * // guard_distribution() { host_toolkit_is_published 12.8 "$BASE"; }
 */
export function cudaDistribution(props: CudaDistributionProps): Resource<"toolkit-published"> {
  const { cuda, base } = props;
  return resource({
    kind: "cuda-distribution",
    claim: "toolkit-published",
    summary: text`CUDA ${cuda} is published for this distribution`.expression,
    guard: call("host_toolkit_is_published", cuda, base),
    judge: { code: "ASH804", call: call("toolkit_is_published", cuda, base, targetFacts.distribution) },
    facts: [fact("observe_packages")],
    effects: [...reads("file", "/etc/os-release"), ...reads("package", "libc6")],
  });
}
