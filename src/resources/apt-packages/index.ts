import { call } from "../../model/call.ts";
import { provides, reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** Packages from the repositories the target has. */
export interface AptPackagesProps {
  /**
   * Names as apt knows them; a list of the configuration is one of them. Any version, but where one follows as apt has
   * it: `docker-ce=5:28.3.3-*`.
   */
  readonly names: readonly Input<string>[];
  /** Seconds to wait while another process holds a lock of apt or dpkg; past them the run ends with exit code 5. */
  readonly lockDeadline: Value<Seconds>;
  /** Commands that later steps use and that come with these packages, so that they need not be there before. */
  readonly commands?: readonly string[];
  /** Units of systemd that come with these packages and that later steps look at. */
  readonly units?: readonly `${string}.service`[];
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * Packages that are installed and configured (dpkg's `ii`, not merely known), without recommended ones, in one
 * transaction. Only what is missing is installed: a newer version of what is there is nobody's wish. apt never asks and keeps edited configuration files; its lists are fetched only when they lack a package
 * or are too old; a repository that answers 401 does not matter as long as the packages come from another. Before the first
 * change, and again before it installs, apt is asked what it would do: a transaction that removes packages is refused
 * (exit 4), and so is one without room for twice what it fetches and unpacks.
 *
 * @example
 * host.ensure("tools", aptPackages({ names: ["dkms", "gnupg"], lockDeadline, commands: ["gpg"] }));
 * // guard_tools() { packages_are_installed dkms gnupg; }
 * // apply_tools() { install_packages "$APT_LOCK_DEADLINE_SECONDS" dkms gnupg; }
 */
export function aptPackages(props: AptPackagesProps): Resource<"packages"> {
  const { names, lockDeadline, commands = [], units = [] } = props;
  return resource({
    kind: "apt-packages",
    claim: "packages",
    summary: names
      .slice(1)
      .reduce<Value<string>>((list, name) => text`${list} ${name}`, text`${names[0] ?? ""}`).expression,
    guard: call("packages_are_installed", ...names),
    apply: call("install_packages", lockDeadline, ...names),
    preflight: call("missing_packages_are_installable", ...names),
    facts: [fact("observe_packages")],
    needs: props.needs ?? [],
    effects: [
      ...reads("package", ...names),
      ...writes("package", ...names),
      ...provides("command", ...commands),
      ...provides("unit", ...units),
      ...uses("command", "apt-get", "dpkg", "dpkg-query"),
    ],
    waits: [{ name: "apt_lock", deadline: expressionOf(lockDeadline), polls: "the locks of apt and dpkg" }],
    evidence: { claims: "status", guard: "status" },
  });
}
