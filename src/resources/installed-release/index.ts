import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Sha256 } from "../../model/fields.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text, type Value } from "../../model/value.ts";

/** What must be there by now, whoever installed it. */
export interface InstalledReleaseProps<P extends string> {
  /** The link to what is used, as the step that installs it has it. */
  readonly path: AbsolutePath<P>;
  /** The sha256 of what it is made from. */
  readonly sha256: Input<Sha256 | undefined>;
  /** The step that installs it where it is not inherited. */
  readonly release: Proof<"release">;
  /** CTID of the container that it is inherited from; empty where it was installed here. */
  readonly origin: Value<string>;
}

/**
 * An archive or an environment is complete, and made from what the configuration names, here or in the container that this
 * one was cloned from. Changes nothing: where it does not fit, it fails and names the container to mend.
 *
 * @example
 * const release = ready.verify("release", installedRelease({ path: "/opt/demo", sha256, release: archive, origin: feature.origin }));
 * // inside_guard_release() { release_fits /opt/demo "$SHA256" "$FEATURE_ORIGIN"; }
 */
export function installedRelease<const P extends string>(
  props: InstalledReleaseProps<P>,
): Resource<"release-verified"> {
  const { path, sha256, release, origin } = props;
  return resource({
    kind: "installed-release",
    claim: "release-verified",
    summary: text`${path} is complete`.expression,
    guard: call("release_fits", path, sha256, origin),
    follows: [release],
    effects: reads("file", path, `${path}.releases/*`),
    evidence: { claims: "version", guard: "version" },
  });
}
