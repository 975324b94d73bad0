import { call } from "../../model/call.ts";
import { fetches, onHost, reads, removes, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Fingerprint, Release, Seconds, Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { dotsToDashes, expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** NVIDIA's apt repository for a CUDA release inside a container, with a key from the host. */
export interface ContainerCudaRepositoryProps<D, C extends string> {
  /** A driver that has answered inside the container. */
  readonly driver: Proves<
    D,
    "nvidia-driver-verified",
    "containerCudaRepository needs a driver that has answered in the container: pass what container.verify(…, containerSmi(…)) returned"
  >;
  /**
   * Parent of the `<distribution>/<architecture>/` directories: `http(s):`, or a path or `file:` URL inside the
   * container. It may be one of these directories itself; then a container of another distribution is refused (exit 4).
   */
  readonly base: Input<Url>;
  /** Where the host finds the signing key; empty means the vendor's file in that repository. */
  readonly key: Input<Url | undefined>;
  /** Fingerprint the key must have; empty means the vendor's for the distribution of the container. */
  readonly fingerprint: Input<Fingerprint | undefined>;
  /** The release whose toolkit must come from here. */
  readonly cuda: Input<Release>;
  /** Directory of the host that keeps the keys, without armour, and the records that they were compared. */
  readonly cache: AbsolutePath<C>;
  /** Seconds the host may take to download the key. */
  readonly deadline: Value<Seconds>;
  /** Seconds to wait while another process in there holds a lock of apt; past them the run ends with exit code 5. */
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
 * NVIDIA's CUDA repository inside a container, looked at and configured by the same functions as the host's own. Templates
 * have no wget, curl or gnupg: the host fetches the key for the container's distribution (as it says in its
 * `/etc/os-release`), compares the fingerprint, keeps it in its cache, and hands it over on stdin. The sha256 of all keys
 * that the host has compared travels with every look, so that a keyring in there is judged without a further question.
 * A repository of another distribution, or one where NVIDIA does not publish the release, is refused (exit 4), in a
 * plan too; a local repository that the container does not see is refused before anything of this step is done in there.
 *
 * @example
 * const repository = ready.ensure("cuda_repository", containerCudaRepository({ driver: verified, base, … }));
 * // guard_cuda_repository() { container_has_repository 12.8 "$BASE"; }
 * // apply_cuda_repository() { configure_container_repository "$BASE" "$KEY" "$FINGERPRINT" /var/cache/demo …; }
 * // inside_guard_cuda_repository() { repository_inside_is_configured "$BASE" "$FINGERPRINT" cuda-toolkit-12-8; }
 * // inside_apply_cuda_repository() { configure_repository_inside "$BASE" "$APT_LOCK_DEADLINE_SECONDS"; }
 */
export function containerCudaRepository<const D, const C extends string>(
  props: ContainerCudaRepositoryProps<D, C>,
): Resource<"cuda-repository"> {
  const { base, key, fingerprint, cuda, cache, deadline, lockDeadline } = props;
  const toolkit = text`cuda-toolkit-${dotsToDashes(cuda)}`;
  return resource({
    kind: "container-cuda-repository",
    claim: "cuda-repository",
    summary: text`${base} offers ${toolkit}`.expression,
    guard: call("container_has_repository", cuda, base),
    apply: call("configure_container_repository", base, key, fingerprint, cache, deadline),
    facts: [fact("observe_repository_keys", text`${cache}/cuda-*`)],
    inside: {
      guard: call("repository_inside_is_configured", base, fingerprint, toolkit),
      apply: call("configure_repository_inside", base, lockDeadline),
      preflight: call("repository_inside_is_reachable", cuda, base),
      facts: [fact("observe_files", ...ownFiles), fact("observe_packages")],
    },
    needs: [props.driver as Proof, ...(props.needs ?? [])],
    effects: [
      ...reads("file", ...ownFiles, "/etc/apt/sources.list", "/etc/apt/sources.list.d/*", "/etc/os-release"),
      ...reads("file", text`${cache}/cuda-*`),
      ...reads("package", "libc6"),
      ...reads("config-line", text`apt sources of ${base}`),
      ...removes("config-line", text`apt sources of ${base}`),
      ...writes("file", ...ownFiles),
      ...onHost(writes("file", text`${cache}/cuda-*`)),
      ...fetches(base, fingerprint),
      ...onHost([...fetches(base, fingerprint), ...fetches(key, fingerprint)]),
      ...onHost(uses("command", "gpg", "wget")),
      ...uses("command", "apt-cache", "apt-get"),
    ],
    waits: [
      { name: "download", deadline: expressionOf(deadline), polls: "the end of the download of the key" },
      { name: "apt_lock", deadline: expressionOf(lockDeadline), polls: "the lock of apt's lists" },
    ],
  });
}
