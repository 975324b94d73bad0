import { call } from "../../model/call.ts";
import { fetches, reads, removes, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Fingerprint, Release, Seconds, Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { dotsToDashes, expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** NVIDIA's apt repository for a CUDA release, and the key it is signed with. */
export interface CudaRepositoryProps<D, P, C extends string> {
  /** A driver that has answered: a toolkit without one is of no use, and a failed driver hides behind it. */
  readonly driver: Proves<
    D,
    "nvidia-driver-verified",
    "cudaRepository needs a driver that has answered: pass what host.verify(…, nvidiaSmi(…)) returned"
  >;
  /** Proof that the release is published for this distribution. */
  readonly distribution: Proves<
    P,
    "toolkit-published",
    "cudaRepository needs a distribution that the toolkit is published for: pass what host.require(…, cudaDistribution(…)) returned"
  >;
  /**
   * Parent of the `<distribution>/<architecture>/` directories: `http(s):`, `file:` or an absolute path. It may be one
   * of these directories itself; then a system of another distribution is refused (exit 4).
   */
  readonly base: Input<Url>;
  /** Where the signing key is; empty means the vendor's file in that repository. */
  readonly key: Input<Url | undefined>;
  /** Fingerprint the key must have; empty means the vendor's for this distribution. */
  readonly fingerprint: Input<Fingerprint | undefined>;
  /** The release whose toolkit must come from here. */
  readonly cuda: Input<Release>;
  /** Directory that keeps the key, without armour, and the record that it was compared. */
  readonly cache: AbsolutePath<C>;
  /** Seconds the download of the key may take. */
  readonly deadline: Value<Seconds>;
  /** Seconds to wait while another process holds a lock of apt; past them the run ends with exit code 5. */
  readonly lockDeadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

const ownFiles = [
  "/etc/apt/sources.list.d/phoenix-cuda.sources",
  "/etc/apt/preferences.d/phoenix-cuda",
  "/usr/share/keyrings/phoenix-cuda.gpg",
];

/**
 * NVIDIA's CUDA repository, so configured that the toolkit of the release comes from it and no driver does: one source
 * names it (others, such as that of the cuda-keyring package, are switched off in place), its key has the fingerprint
 * that was compared when it came and is judged by sha256 since, a pin of -1 keeps drivers out, and `apt-cache policy`
 * names it for the toolkit. Only its own lists are fetched, and only after a change; there every warning is a failure.
 * A key with another fingerprint leaves apt's files as they were and ends the run with exit 1. Where the key or the
 * repository is still to be fetched and cannot be reached, the run is refused before its first change (exit 4).
 *
 * @example
 * const repository = host.ensure("cuda_repository", cudaRepository({ driver: verified, distribution, … }));
 * // guard_cuda_repository() { nvidia_repo_is_configured "$BASE" "$FINGERPRINT" cuda-toolkit-12-8; }
 * // apply_cuda_repository() { configure_host_repository "$BASE" "$KEY" "$FINGERPRINT" /var/cache/demo …; }
 */
export function cudaRepository<const D, const P, const C extends string>(
  props: CudaRepositoryProps<D, P, C>,
): Resource<"cuda-repository"> {
  const { base, key, fingerprint, cuda, cache, deadline, lockDeadline } = props;
  const toolkit = text`cuda-toolkit-${dotsToDashes(cuda)}`;
  return resource({
    kind: "cuda-repository",
    claim: "cuda-repository",
    summary: text`${base} offers ${toolkit}`.expression,
    guard: call("nvidia_repo_is_configured", base, fingerprint, toolkit),
    apply: call("configure_host_repository", base, key, fingerprint, cache, deadline, lockDeadline),
    preflight: call("repository_is_reachable", base, key, fingerprint, cache),
    facts: [fact("observe_files", ...ownFiles), fact("observe_repository_keys", text`${cache}/cuda-*`)],
    needs: [props.driver as Proof, props.distribution as Proof, ...(props.needs ?? [])],
    effects: [
      ...reads("file", ...ownFiles, "/etc/apt/sources.list", "/etc/apt/sources.list.d/*", "/etc/os-release"),
      ...reads("file", text`${cache}/cuda-*`),
      ...reads("config-line", text`apt sources of ${base}`),
      ...removes("config-line", text`apt sources of ${base}`),
      ...writes("file", ...ownFiles),
      ...writes("file", text`${cache}/cuda-*`),
      ...fetches(base, fingerprint),
      ...fetches(key, fingerprint),
      ...uses("command", "apt-cache", "apt-config", "apt-get", "gpg", "wget"),
    ],
    waits: [
      { name: "download", deadline: expressionOf(deadline), polls: "the end of the download of the key" },
      { name: "apt_lock", deadline: expressionOf(lockDeadline), polls: "the lock of apt's lists" },
    ],
  });
}
