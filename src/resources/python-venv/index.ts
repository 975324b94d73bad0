import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf } from "../../model/value.ts";

/** What a virtual environment is made with. */
export interface PythonVenvProps<P> {
  /** The packages `python3`, `python3-venv` and `python3-pip`, wherever they were installed. */
  readonly packages: Proves<
    P,
    `packages${string}`,
    'pythonVenv needs python3 and python3-venv: pass what ensure(…, aptPackages({ names: ["python3", "python3-venv"], … })) returned'
  >;
}

/**
 * The distribution's Python makes virtual environments with a pip that runs. It is tried by making one, below `/run`, where the
 * installed packages are not those it was last tried with; what was tried is noted in
 * `/var/lib/phoenix_hypervisor/python-venv`, which a clone inherits, so a look costs no process. Nothing is downloaded: pip
 * comes from the package's own wheels.
 *
 * @example
 * ready.ensure("venv", pythonVenv({ packages }));
 * // inside_guard_venv() { python_makes_venvs; }
 * // inside_apply_venv() { try_venv; }
 */
export function pythonVenv<const P>({ packages }: PythonVenvProps<P>): Resource<"python-venv"> {
  return resource({
    kind: "python-venv",
    claim: "python-venv",
    summary: expressionOf("python3 makes virtual environments"),
    guard: call("python_makes_venvs"),
    apply: call("try_venv"),
    facts: [fact("observe_packages")],
    follows: [packages as Proof],
    effects: [
      ...reads("package", "python3", "python3-venv", "python3-pip"),
      ...reads("file", "/usr/bin/python3"),
      ...writes("file", "/var/lib/phoenix_hypervisor/python-venv"),
      ...uses("command", "dpkg-query", "/usr/bin/python3"),
    ],
    evidence: { claims: "version", guard: "version" },
  });
}
