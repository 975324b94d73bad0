import { call } from "../../model/call.ts";
import { reads, uses } from "../../model/effect.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, type Value } from "../../model/value.ts";

/** What the engine must answer. */
export interface DockerEngineProps {
  /** Proof that the service runs with its configuration. */
  readonly service: Proof<"service-running">;
  /** Version that it must be of; empty means any. */
  readonly version: Input;
  /** Storage driver that it must work with; empty means any. */
  readonly storageDriver: Input;
  /** Runtime that it must offer beside its own, such as `nvidia`; empty means none. */
  readonly runtime: Input;
  /** CTID of the container that Docker is inherited from; empty where it was installed here. */
  readonly origin: Value<string>;
}

/**
 * The engine answers, in the words of its own client: version, storage driver and runtimes as they are at work, not as a
 * file says they should be. Changes nothing.
 *
 * @example
 * ready.verify("engine", dockerEngine({ service, version: docker.version, storageDriver: docker.storage_driver, runtime, origin }));
 * // inside_guard_engine() { docker_engine_answers "$DOCKER_VERSION" "$DOCKER_STORAGE_DRIVER" "$WANTED_RUNTIME" "$FEATURE_ORIGIN"; }
 */
export function dockerEngine(props: DockerEngineProps): Resource<"docker-engine"> {
  const { service, version, storageDriver, runtime, origin } = props;
  return resource({
    kind: "docker-engine",
    claim: "docker-engine",
    summary: expressionOf("Docker's engine answers"),
    guard: call("docker_engine_answers", version, storageDriver, runtime, origin),
    needs: [service],
    effects: [
      ...reads("unit", "docker.service"),
      ...uses("command", "systemctl"),
      // An inherited package brought it: whether it is there is what this step finds out.
      ...reads("command", "docker"),
    ],
    evidence: { claims: "version", guard: "version" },
  });
}
