import { call } from "../../model/call.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** How it shows that a container does what it is there for. */
export interface HealthCheckProps {
  readonly ctid: Input;
  /** What the shell in the container is to run; exit code 0 says that all is well. */
  readonly command: Input;
  /** Seconds between two tries, and the longest that one may take. Default 5. */
  readonly interval: Input;
  /** Seconds for all tries: `tell_health_deadline` makes them of a number of tries and the interval. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The declared command ends with exit code 0 in the container, within a deadline. It is run by bash, as root and without
 * stdin. A time-out (exit 5) shows the last exit code and the last line that the command has printed.
 *
 * @example
 * const deadline = computed<field.Seconds>("HEALTH_DEADLINE", "tries × interval", call("tell_health_deadline", health.retries, health.interval));
 * ready.waitFor("health", healthCheck({ ctid, command: health.command, interval: health.interval, deadline }));
 * // guard_health() { ask_container health; }
 * // inside_guard_health() { container_is_healthy "$CONTAINER_HEALTH_CHECK_COMMAND" "$CONTAINER_HEALTH_CHECK_INTERVAL"; }
 */
export function healthCheck(props: HealthCheckProps): Resource<"container-healthy"> {
  const { ctid, command, interval, deadline, needs = [] } = props;
  return resource({
    kind: "health-check",
    claim: "container-healthy",
    summary: text`the health check of container ${ctid}`.expression,
    guard: call("container_is_healthy", command, interval),
    needs,
    waits: [{ name: "health", deadline: expressionOf(deadline), polls: "the command of the health check" }],
    evidence: { claims: "status", guard: "status" },
  });
}
