import { call } from "../../model/call.ts";
import { reads, uses } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text, type Value } from "../../model/value.ts";

/** Packages that must be there by now, whoever installed them. */
export interface InstalledPackagesProps {
  /** Names as apt knows them; a list of the configuration is one of them. */
  readonly names: readonly Input<string>[];
  /** The step that installs them where they are not inherited. */
  readonly packages: Proof<"packages">;
  /** CTID of the container that they are inherited from; empty where they were installed here. */
  readonly origin: Value<string>;
}

/**
 * Packages are installed and configured, here or in the container that this one was cloned from. Changes nothing: where one
 * is missing it fails, and names the container to mend.
 *
 * @example
 * ready.verify("complete", installedPackages({ names: ["curl", "jq"], packages, origin: feature.origin }));
 * // inside_guard_complete() { packages_are_there "$FEATURE_ORIGIN" curl jq; }
 */
export function installedPackages(props: InstalledPackagesProps): Resource<"packages-verified"> {
  const { names, packages, origin } = props;
  return resource({
    kind: "installed-packages",
    claim: "packages-verified",
    summary: names.reduce<Value<string>>((list, name) => text`${list} ${name}`, text`installed:`).expression,
    guard: call("packages_are_there", origin, ...names),
    facts: [fact("observe_packages")],
    follows: [packages],
    effects: [...reads("package", ...names), ...uses("command", "dpkg-query")],
    evidence: { claims: "status", guard: "status" },
  });
}
