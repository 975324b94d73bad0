import { call } from "../../model/call.ts";
import { onHost, reads, writes } from "../../model/effect.ts";
import type { Seconds, Sha256 } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** A script of the site that is run in a container. */
export interface ApplicationScriptProps {
  readonly ctid: Input;
  /** Where such scripts are on the host. */
  readonly directory: Input;
  /** File name of the script, in that directory. */
  readonly script: Input;
  /** Its sha256 as `tell_application_digest` finds it; nothing where there is no such file. */
  readonly sha256: Value<Sha256>;
  /** Seconds that it may take. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before, such as the features that it builds on. */
  readonly needs?: readonly Proof[];
}

/** What ran last and ended well. */
const record = "/var/lib/phoenix_hypervisor/application.sha256";

/**
 * This script, in this wording, has run in the container and ended with 0. Bash runs it as root, without stdin, with the
 * CTID as its argument; nothing else of the configuration is handed over, and what it leaves running holds no lock. A record inside the container says which ran
 * last and for which container, so that a script that was changed runs again, and a clone runs its own. With another exit
 * code the step fails with the end of what the script has printed; over its deadline, with exit 5. A file that is not
 * there is refused with exit 4 before the first change.
 *
 * @example
 * const sha256 = computed<field.Sha256>("APPLICATION_SHA256", "the sha256 of the application script", call("tell_application_digest", directory, own.application_script));
 * ready.ensure("application", applicationScript({ ctid, directory, script: own.application_script, sha256, deadline, needs }));
 * // guard_application() { ask_for_application; }
 * // apply_application() { bring_application "$BIN_DIRECTORY/$CONTAINER_APPLICATION_SCRIPT"; }
 * // inside_guard_application() { application_has_run "$CTID" "$APPLICATION_SHA256"; }
 * // inside_apply_application() { run_application "$CTID" "$APPLICATION_SHA256" "$CONTAINERS_DEADLINE_SECONDS"; }
 */
export function applicationScript(props: ApplicationScriptProps): Resource<"application-run"> {
  const { ctid, directory, script, sha256, deadline, needs = [] } = props;
  const path = text`${directory}/${script}`;
  return resource({
    kind: "application-script",
    claim: "application-run",
    summary: text`application script ${script} has run`.expression,
    guard: call("ask_for_application"),
    apply: call("bring_application", path),
    preflight: call("application_is_there", path, sha256),
    inside: {
      guard: call("application_has_run", ctid, sha256),
      apply: call("run_application", ctid, sha256, deadline),
      facts: [],
    },
    needs,
    effects: [
      ...reads("file", record),
      ...writes("file", record),
      ...onHost([...reads("file", path), ...writes("container", ctid)]),
    ],
    waits: [
      { name: "application", deadline: expressionOf(deadline), polls: "the end of the application script" },
    ],
  });
}
