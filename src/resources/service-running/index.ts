import { call } from "../../model/call.ts";
import { provides, reads, uses } from "../../model/effect.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** A service of systemd, and what it must have been started after. */
export interface ServiceRunningProps {
  /** Name with its ending: `docker.service`. */
  readonly unit: `${string}.service`;
  /**
   * Files that the service reads when it starts: its configuration, its unit. A service that was started before one of
   * them was last changed is restarted. One that is not there does not count. Default: none.
   */
  readonly changed?: readonly Input[];
  /** Seconds until a start that has not succeeded fails with exit code 5; a field of the configuration. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before: the package or the unit, and the configuration. */
  readonly needs?: readonly Proof[];
}

/**
 * A service is enabled and active, with its files as they are now. That is seen from state, not from what this run has
 * done: the time of its start, as systemd tells it, and the time at which each file was last changed (its ctime, which a
 * rename changes too), so a run that was killed before the restart leaves it to the next one, and a boot leaves nothing to
 * do. One that is starting is waited for, one that has failed is tried again, and its journal is shown when that fails.
 * systemd reads its units anew only where it says that it must. One process, and `find` where files are named.
 *
 * @example
 * ready.ensure("service", serviceRunning({ unit: "docker.service", changed: ["/etc/docker/daemon.json"], deadline: docker.start_deadline_seconds, needs: [packages] }));
 * // inside_guard_service() { service_is_running docker.service /etc/docker/daemon.json; }
 * // inside_apply_service() { start_service "$DOCKER_START_DEADLINE_SECONDS" docker.service /etc/docker/daemon.json; }
 */
export function serviceRunning(props: ServiceRunningProps): Resource<"service-running"> {
  const { unit, changed = [], deadline, needs = [] } = props;
  return resource({
    kind: "service-running",
    claim: "service-running",
    summary: text`${unit} runs`.expression,
    guard: call("service_is_running", unit, ...changed),
    apply: call("start_service", deadline, unit, ...changed),
    needs,
    effects: [
      ...reads("file", ...changed),
      ...reads("unit", unit),
      // A package may have brought it, or another step.
      ...provides("unit", unit),
      ...reads("command", "journalctl"),
      ...uses("command", "find", "systemctl"),
    ],
    waits: [{ name: "service", deadline: expressionOf(deadline), polls: `the start of ${unit}` }],
    evidence: { claims: "content", guard: "content" },
  });
}
