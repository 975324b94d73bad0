import { call } from "../../model/call.ts";
import { fetches, onHost, reads, uses, writes } from "../../model/effect.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { basename, expressionOf, type Input, named, text, type Value } from "../../model/value.ts";

/** A virtual environment, and what is in it. */
export interface PythonEnvironmentProps<P extends string, C extends string> {
  /** A link that leads to the environment; the directories themselves lie in `<path>.releases/`. */
  readonly path: AbsolutePath<P>;
  /**
   * Where the host finds the lock file: requirements of pip, each package pinned to one version and to the sha256 of its
   * wheels (`pip-compile --generate-hashes` and `uv export` write such files). `http(s):`, `file:` or an absolute path.
   */
  readonly requirements: Input<Url | undefined>;
  /** What `sha256sum` prints for the lock file. */
  readonly sha256: Input<Sha256 | undefined>;
  /** Where the container gets the wheels: the URL of an index (PEP 503), or a directory that it sees. */
  readonly packages: Input<Url>;
  /** Directory of the host that keeps the lock file. */
  readonly cache: AbsolutePath<C>;
  /** Seconds that the host may take to download the lock file; past them the run ends with exit code 5. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before: the packages that bring python3 and venv, and the wait for the index. */
  readonly needs?: readonly Proof[];
}

const copies = "/var/lib/phoenix_hypervisor/brought";

/**
 * A virtual environment of the container's python3 with exactly the packages of a lock file, from wheels that have the
 * sha256 it says; nothing is built, and no other index is asked. It is made anew beside the one in use and replaces it as a
 * whole: a run that is killed, or fails, leaves what was used before. Converged is judged without pip, by the record that is
 * written last: the sha256 of the lock file, and every installed distribution is still there; and by the interpreter.
 *
 * @example
 * ready.ensure("environment", pythonEnvironment({ path: "/opt/demo", requirements, sha256, packages, cache: "/var/cache/demo", deadline, needs: [python] }));
 * // guard_environment() { ask_this_step; }
 * // apply_environment() { bring_pinned "$REQUIREMENTS" "$SHA256" "$ENVIRONMENT_CACHED" "$DEADLINE" "$ENVIRONMENT_COPY"; }
 * // inside_guard_environment() { environment_is /opt/demo "$SHA256"; }
 * // inside_apply_environment() { make_environment "$ENVIRONMENT_COPY" /opt/demo "$SHA256" "$PACKAGES"; }
 */
export function pythonEnvironment<const P extends string, const C extends string>(
  props: PythonEnvironmentProps<P, C>,
): Resource<"release"> {
  const { path, requirements, sha256, packages, cache, deadline, needs = [] } = props;
  const cached = text`${cache}/${basename(requirements)}`;
  const copied = text`${copies}/${basename(requirements)}`;
  const copy = named("COPY", copied);
  return resource({
    kind: "python-environment",
    claim: "release",
    summary: text`${path} with the packages of ${basename(requirements)}`.expression,
    guard: call("ask_this_step"),
    apply: call("bring_pinned", requirements, sha256, named("CACHED", cached), deadline, copy),
    inside: {
      guard: call("environment_is", path, sha256),
      apply: call("make_environment", copy, path, sha256, packages),
      preflight: call("packages_are_obtainable", packages),
      facts: [],
    },
    needs,
    effects: [
      ...reads("file", path, `${path}.releases/*`, "/usr/bin/python3*"),
      ...writes("file", path, `${path}/*`, `${path}.ashlar-new`, `${path}.releases/*`, copied),
      ...onHost(reads("file", cached, text`${cached}.verified`)),
      ...onHost(writes("file", cached, text`${cached}.part`, text`${cached}.verified`)),
      ...onHost(fetches(requirements, sha256)),
      // Each file that pip takes from there has a sha256 in the lock file.
      ...fetches(packages, sha256),
      ...onHost(uses("command", "wget")),
      ...uses("command", "/usr/bin/python3"),
    ],
    waits: [{ name: "download", deadline: expressionOf(deadline), polls: "the end of the download" }],
    evidence: { claims: "version", guard: "version" },
  });
}
