import type { KindCases } from "../../model/cases.ts";
import type { Fingerprint, Release, Seconds, Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { containerCudaRepository } from "./index.ts";

const field = <T>(name: string): Value<T> => ({ expression: { type: "config", path: [name] } });
const common = {
  driver: { claim: "nvidia-driver-verified", step: "driver_answers" },
  base: field<Url>("base"),
  key: field<Url | undefined>("key"),
  fingerprint: field<Fingerprint | undefined>("fingerprint"),
  cuda: field<Release>("cuda"),
  cache: "/var/cache/demo",
  deadline: field<Seconds>("deadline"),
  lockDeadline: field<Seconds>("lock"),
} as const;

/** The key is the host's matter, the files are the container's. */
export const cases: KindCases = {
  kind: "container-cuda-repository",
  cases: [
    {
      name: "asks the container",
      resource: () => containerCudaRepository(common),
      guard: ['container_has_repository "$CUDA" "$BASE"'],
      apply: ['configure_container_repository "$BASE" "$KEY" "$FINGERPRINT" /var/cache/demo "$DEADLINE"'],
      inside: {
        guard: ['repository_inside_is_configured "$BASE" "$FINGERPRINT" "cuda-toolkit-${CUDA//./-}"'],
        apply: ['configure_repository_inside "$BASE" "$LOCK"'],
        preflight: ['repository_inside_is_reachable "$CUDA" "$BASE"'],
      },
    },
    {
      name: "may have a fixed mirror with a key of its own",
      resource: () =>
        containerCudaRepository({
          ...common,
          base: "http://mirror/cuda",
          key: "/srv/mirror.asc",
          fingerprint: "A".repeat(40),
          cuda: "12.8",
        }),
      guard: ["container_has_repository 12.8 http://mirror/cuda"],
      apply: [
        `configure_container_repository http://mirror/cuda /srv/mirror.asc ${"A".repeat(40)} /var/cache/demo "$DEADLINE"`,
      ],
      inside: {
        guard: [`repository_inside_is_configured http://mirror/cuda ${"A".repeat(40)} cuda-toolkit-12-8`],
        preflight: ["repository_inside_is_reachable 12.8 http://mirror/cuda"],
      },
      effects: ["uses url /srv/mirror.asc"],
    },
    {
      name: "owns the files inside, and the keys in the host's cache",
      resource: () => containerCudaRepository(common),
      guard: ['container_has_repository "$CUDA" "$BASE"'],
      effects: [
        "writes file /etc/apt/sources.list.d/phoenix-cuda.sources",
        "writes file /etc/apt/preferences.d/phoenix-cuda",
        "writes file /usr/share/keyrings/phoenix-cuda.gpg",
        "writes file /var/cache/demo/cuda-*",
        "removes config-line apt sources of {base}",
      ],
    },
    {
      name: "runs gpg and wget on the host, apt inside",
      resource: () => containerCudaRepository(common),
      guard: ['container_has_repository "$CUDA" "$BASE"'],
      effects: ["uses command gpg", "uses command wget", "uses command apt-cache", "uses command apt-get"],
    },
  ],
};
