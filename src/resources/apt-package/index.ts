import { call } from "../../model/call.ts";
import { provides, reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** One package from a repository that was proved to offer it. */
export interface AptPackageProps<R> {
  /** Name as apt knows it, with the release in it where there is one: `cuda-toolkit-12-8`. */
  readonly name: Input<string>;
  /** Proof that the candidate for this name comes from the right repository. */
  readonly from: Proves<
    R,
    `${string}-repository`,
    "aptPackage needs the repository its package comes from: pass what host.ensure(…, cudaRepository(…)) returned"
  >;
  /** Seconds to wait while another process holds a lock of apt or dpkg; past them the run ends with exit code 5. */
  readonly lockDeadline: Value<Seconds>;
  /** Commands that later steps use and that come with the package, so that they need not be there before. */
  readonly commands?: readonly string[];
  /** Files that later steps look at and that come with the package; a name may end in `*`. */
  readonly files?: readonly string[];
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A package of a named repository, installed without recommended ones. The transaction is simulated first, and refused
 * (exit 4) when an NVIDIA driver package would come with it, which belongs to the `.run` alone: `cuda` and `cuda-12-8`
 * bring one, `cuda-toolkit-12-8` does not; likewise when another package would be removed for it.
 *
 * @example
 * host.ensure("toolkit", aptPackage({ name: "cuda-toolkit-12-8", from: repository, lockDeadline }));
 * // guard_toolkit() { packages_are_installed cuda-toolkit-12-8; }
 * // apply_toolkit() { install_without_driver "$APT_LOCK_DEADLINE_SECONDS" cuda-toolkit-12-8; }
 */
export function aptPackage<const R>(props: AptPackageProps<R>): Resource<"package"> {
  const { name, lockDeadline, commands = [], files = [] } = props;
  return resource({
    kind: "apt-package",
    claim: "package",
    summary: text`${name}`.expression,
    guard: call("packages_are_installed", name),
    apply: call("install_without_driver", lockDeadline, name),
    preflight: call("package_is_installable", name),
    facts: [fact("observe_packages")],
    needs: [props.from as Proof, ...(props.needs ?? [])],
    effects: [
      ...reads("package", name),
      ...writes("package", name),
      ...provides("command", ...commands),
      ...provides("file", ...files),
      ...uses("command", "apt-get", "dpkg", "dpkg-query"),
    ],
    waits: [{ name: "apt_lock", deadline: expressionOf(lockDeadline), polls: "the locks of apt and dpkg" }],
    evidence: { claims: "status", guard: "status" },
  });
}
