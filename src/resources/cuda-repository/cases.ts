import type { KindCases } from "../../model/cases.ts";
import type { Fingerprint, Release, Seconds, Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { cudaRepository } from "./index.ts";

const field = <T>(name: string): Value<T> => ({ expression: { type: "config", path: [name] } });
const driver = { claim: "nvidia-driver-verified", step: "driver_answers" } as const;
const distribution = { claim: "toolkit-published", step: "distribution" } as const;
const common = {
  driver,
  distribution,
  base: field<Url>("base"),
  key: field<Url | undefined>("key"),
  fingerprint: field<Fingerprint | undefined>("fingerprint"),
  cuda: field<Release>("cuda"),
  cache: "/var/cache/demo",
  deadline: field<Seconds>("deadline"),
  lockDeadline: field<Seconds>("lock"),
} as const;

/** Key and fingerprint may be empty on the target: then they are the vendor's for its distribution. */
export const cases: KindCases = {
  kind: "cuda-repository",
  cases: [
    {
      name: "is judged by its files, its key and the toolkit's candidate",
      resource: () => cudaRepository(common),
      guard: ['nvidia_repo_is_configured "$BASE" "$FINGERPRINT" "cuda-toolkit-${CUDA//./-}"'],
    },
    {
      name: "is configured from the key on",
      resource: () => cudaRepository(common),
      guard: ['nvidia_repo_is_configured "$BASE" "$FINGERPRINT" "cuda-toolkit-${CUDA//./-}"'],
      apply: ['configure_host_repository "$BASE" "$KEY" "$FINGERPRINT" /var/cache/demo "$DEADLINE" "$LOCK"'],
      preflight: ['repository_is_reachable "$BASE" "$KEY" "$FINGERPRINT" /var/cache/demo'],
    },
    {
      name: "takes a mirror with a key of its own",
      resource: () =>
        cudaRepository({
          ...common,
          base: "/srv/mirror",
          key: "/srv/mirror.asc",
          fingerprint: "A".repeat(40),
        }),
      guard: [`nvidia_repo_is_configured /srv/mirror ${"A".repeat(40)} "cuda-toolkit-\${CUDA//./-}"`],
      effects: ["uses url /srv/mirror.asc"],
    },
    {
      name: "owns its files, and what other sources say of the repository",
      resource: () => cudaRepository({ ...common, cuda: "12.8" }),
      guard: ['nvidia_repo_is_configured "$BASE" "$FINGERPRINT" cuda-toolkit-12-8'],
      effects: [
        "writes file /etc/apt/sources.list.d/phoenix-cuda.sources",
        "writes file /etc/apt/preferences.d/phoenix-cuda",
        "writes file /usr/share/keyrings/phoenix-cuda.gpg",
        "writes file /var/cache/demo/cuda-*",
        "removes config-line apt sources of {base}",
      ],
    },
  ],
};
