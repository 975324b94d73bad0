import { call } from "../../model/call.ts";
import { reads, uses } from "../../model/effect.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** What is asked, and whom. */
export interface HttpAnswersProps {
  /** `host:port` that the server listens at; `0.0.0.0:8000` is asked on the loopback. */
  readonly address: Input<string>;
  /** Path of the request: `/health`. */
  readonly path: `/${string}`;
  /** The unit behind it: where that has failed, waiting is no use. */
  readonly unit: `${string}.service`;
  /** Proof that it was started. */
  readonly service: Proof<"service-running">;
  /** Seconds until the wait fails with exit code 5; a field of the configuration, so that a site can change it. */
  readonly deadline: Value<Seconds>;
}

/**
 * A wait, from where the server runs: it answers a GET with 200. An active unit says only that a process was started; a
 * model takes minutes to load after that. bash asks by itself, so that no curl is needed.
 *
 * @example
 * ready.waitFor("health", httpAnswers({ address: "0.0.0.0:8000", path: "/health", unit: "demo.service", service, deadline }));
 * // inside_guard_health() { http_answers 0.0.0.0:8000 /health demo.service; }
 */
export function httpAnswers(props: HttpAnswersProps): Resource<"http-answers"> {
  const { address, path, unit, service, deadline } = props;
  return resource({
    kind: "http-answers",
    claim: "http-answers",
    summary: text`an answer from http://${address}${path}`.expression,
    guard: call("http_answers", address, path, unit),
    needs: [service],
    effects: [...reads("file", "/dev/tcp/*"), ...reads("unit", unit), ...uses("command", "systemctl")],
    waits: [{ name: "health", deadline: expressionOf(deadline), polls: `the answer of ${unit} to a GET` }],
    evidence: { claims: "status", guard: "status" },
  });
}
