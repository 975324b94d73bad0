import { call } from "../../model/call.ts";
import { type Effect, fetches, onHost, reads, removes, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Fingerprint, Seconds, Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** A vendor's apt repository for a container, and the key it is signed with. */
export interface AptRepositoryProps<N extends string, C extends string> {
  /** Short name in lower case: `docker` becomes `phoenix-docker.sources`, `phoenix-docker.gpg`, and part of the claim. */
  readonly name: N;
  /**
   * Where it is: `http(s):`, or a path or `file:` URL inside the container. With `component` this is the parent of the
   * directories `debian/`, `ubuntu/`; without, the directory that holds `InRelease`.
   */
  readonly base: Input<string>;
  /**
   * Component, such as `stable`, in Debian's layout: `<base>/<distribution>/dists/<codename>/<component>`, both as the
   * container says in `/etc/os-release`. Default: none, a flat repository that is the same for all distributions.
   */
  readonly component?: string;
  /** Where the host finds the signing key: a URL, or a path on the host. */
  readonly key: Input<Url>;
  /** The configuration's field for `key`, named in the advice when it cannot be had. */
  readonly keyField: string;
  /** Fingerprint the key must have. */
  readonly fingerprint: Input<Fingerprint>;
  /** The package that it is there for: the lists must offer it, until it is installed. */
  readonly package: string;
  /** Directory of the host that keeps the key, without armour, and the record that it was compared. */
  readonly cache: AbsolutePath<C>;
  /** Seconds the host may take to download the key. */
  readonly deadline: Value<Seconds>;
  /** Seconds to wait while another process in there holds a lock of apt; past them the run ends with exit code 5. */
  readonly lockDeadline: Value<Seconds>;
  /** Proofs of what must hold before, such as ca-certificates for a repository behind https. */
  readonly needs?: readonly Proof[];
}

/**
 * An apt repository inside a container: one source file of ours names it (others that do are switched off in place: two
 * with different keys, and apt does nothing at all), in deb822 form and `Signed-By` a keyring of its own. Templates have
 * no wget, curl or gnupg, so the host fetches the key, compares its fingerprint, keeps it in its cache and hands it over
 * on stdin; by the sha256 it had then, a keyring in there is judged ever after. Only its own lists are fetched, and only
 * after a change; there every warning of apt is a failure. A key with another fingerprint leaves apt's files as they
 * were and ends the run with exit 1. Refused (exit 4) are a key that can be had from nowhere, before the first change, and a
 * local repository that the container does not see.
 *
 * @example
 * const repository = ready.ensure("docker_repository", aptRepository({ name: "docker", base, component: "stable", … }));
 * // guard_docker_repository() { ask_for_apt_repository; }
 * // apply_docker_repository() { bring_apt_repository docker "$KEY" "$FINGERPRINT" /var/cache/demo … docker.repo_key; }
 * // inside_guard_docker_repository() { apt_repository_is_configured docker "$BASE" stable "$FINGERPRINT" docker-ce; }
 * // inside_apply_docker_repository() { configure_apt_repository docker "$BASE" stable "$APT_LOCK_DEADLINE_SECONDS"; }
 */
export function aptRepository<const N extends string, const C extends string>(
  props: AptRepositoryProps<N, C>,
): Resource<`${N}-repository`> {
  const { name, base, component = "", key, keyField, fingerprint, cache, deadline, lockDeadline } = props;
  return resource({
    kind: "apt-repository",
    claim: `${name}-repository`,
    summary: text`${base} offers ${props.package}`.expression,
    guard: call("ask_for_apt_repository"),
    apply: call("bring_apt_repository", name, key, fingerprint, cache, deadline, keyField),
    preflight: call("repository_key_is_obtainable", name, key, fingerprint, cache, keyField),
    facts: [fact("observe_repository_keys", text`${cache}/${name}-*`)],
    inside: {
      guard: call("apt_repository_is_configured", name, base, component, fingerprint, props.package),
      apply: call("configure_apt_repository", name, base, component, lockDeadline),
      preflight: call("apt_repository_is_visible", base, component),
      facts: [fact("observe_files", ...ownFiles(name)), fact("observe_packages")],
    },
    needs: props.needs ?? [],
    effects: [...insideEffects(props), ...hostEffects(props)],
    waits: [
      { name: "download", deadline: expressionOf(deadline), polls: "the end of the download of the key" },
      { name: "apt_lock", deadline: expressionOf(lockDeadline), polls: "the lock of apt's lists" },
    ],
  });
}

function ownFiles(name: string): string[] {
  return [`/etc/apt/sources.list.d/phoenix-${name}.sources`, `/usr/share/keyrings/phoenix-${name}.gpg`];
}

type Sources = Pick<AptRepositoryProps<string, string>, "name" | "base" | "key" | "fingerprint"> & {
  readonly cache: string;
};

function insideEffects({ name, base, fingerprint }: Sources): Effect[] {
  const own = ownFiles(name);
  return [
    ...reads("file", ...own, "/etc/apt/sources.list", "/etc/apt/sources.list.d/*", "/etc/os-release"),
    ...reads("config-line", text`apt sources of ${base}`),
    ...removes("config-line", text`apt sources of ${base}`),
    ...writes("file", ...own),
    ...fetches(base, fingerprint),
    ...uses("command", "apt-cache", "apt-get"),
  ];
}

function hostEffects({ name, key, fingerprint, cache }: Sources): Effect[] {
  const kept = text`${cache}/${name}-${fingerprint}*`;
  return onHost([
    ...reads("file", kept),
    ...writes("file", kept),
    ...fetches(key, fingerprint),
    ...uses("command", "gpg", "wget"),
  ]);
}
