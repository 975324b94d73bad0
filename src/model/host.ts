import type { z } from "zod";
import { type Configuration, type ConfigValues, configSchema, configValues } from "./config.ts";
import { deepFreeze } from "./freeze.ts";
import type { Pipeline, Step } from "./pipeline.ts";
import { callerPosition } from "./position.ts";
import type { ContainerId, Proof } from "./proof.ts";
import type { Resource } from "./resource.ts";
import { hostWords } from "./step-words.ts";
import { stepExpressions, usedFields } from "./used-fields.ts";
import type { Input, Value } from "./value.ts";

/** Where steps are written: each word names the step, and returns the proof that it holds. */
export interface StepWords {
  /** Brings the resource into its desired state. */
  ensure<const C extends string>(id: string, resource: Resource<C>): Proof<C>;
  /** Looks, changes nothing, fails on drift. */
  verify<const C extends string>(id: string, resource: Resource<C>): Proof<C>;
  /** Polls until the resource holds; the resource must name a deadline. */
  waitFor<const C extends string>(id: string, resource: Resource<C>): Proof<C>;
}

/** The Proxmox host a script runs on. */
export interface Host extends StepWords {
  /** A precondition: all are checked together before the first change; what is missing exits with 4. */
  require<const C extends string>(id: string, resource: Resource<C>): Proof<C>;
  /**
   * Steps that are there only where a value is true; otherwise they are skipped and `otherwise` is said. Returns what
   * `build` returns.
   */
  onlyIf<R>(value: Value<boolean>, otherwise: string, build: (host: Host) => R): R;
  /** A container of this host, by its CTID. Nothing can be written on it before it is ready. */
  container<const C extends number | string>(ctid: ContainerId<C>): Container;
}

/** Takes no argument but this sentence, so that whoever writes a step on such a container reads it. */
type NotReady = (
  sentence: "This container may not be up yet: write steps on what waitForInitialization(…) returns",
  ...rest: unknown[]
) => never;

/** Accepts only the wait whose proof makes a container ready. */
type InitializationWait<R> =
  R extends Resource<"container-initialized">
    ? R
    : "This does not show that a container is up: pass a wait that claims container-initialized";

/** A container that may be stopped, booting or without network. */
export interface Container {
  readonly ctid: Input;
  readonly ensure: NotReady;
  readonly verify: NotReady;
  readonly waitFor: NotReady;
  /** As `host.onlyIf`, for the wait and the steps behind it. */
  onlyIf<R>(value: Value<boolean>, otherwise: string, build: (container: Container) => R): R;
  /** Waits until init and network are up; only what it returns takes steps. */
  waitForInitialization<R>(id: string, wait: InitializationWait<R>): ReadyContainer;
}

/** A container whose initialisation wait has passed. */
export interface ReadyContainer extends StepWords {
  readonly ctid: Input;
  readonly initialized: Proof<"container-initialized">;
  /** As `host.onlyIf`, for steps inside the container. */
  onlyIf<R>(value: Value<boolean>, otherwise: string, build: (container: ReadyContainer) => R): R;
}

/** What a pipeline is made from beside its steps. */
export interface PipelineOptions<S extends z.ZodObject> {
  readonly config: Configuration<S>;
  /** Path of the script below `bin/`; default `hypervisor_setup/<name>.sh`. */
  readonly script?: string;
  /** Field that switches the pipeline: false means that it says so and exits 0. */
  readonly enabledBy?: (config: ConfigValues<S>) => Value<boolean>;
}

/**
 * A pipeline for the Proxmox host: one script below `bin/`.
 *
 * @example
 * export default hostPipeline("motd", { config }, (host) => {
 *   // Who logs in must know that this host is managed.
 *   host.ensure("motd", file({ path: "/etc/motd", content: "managed\n" }));
 * });
 * // guard_motd() { file_is /etc/motd 0644 "$MOTD_CONTENT"; }
 */
export function hostPipeline<S extends z.ZodObject>(
  name: string,
  options: PipelineOptions<S>,
  build: (host: Host, config: ConfigValues<S>) => void,
): Pipeline {
  const at = callerPosition();
  const steps: Step[] = [];
  const values = configValues(options.config.schema);
  build(hostWords(steps), values);
  const enabledBy = options.enabledBy?.(values).expression;
  return deepFreeze({
    name,
    target: "host",
    script: options.script ?? `hypervisor_setup/${name}.sh`,
    config: usedFields(configSchema(options.config, enabledBy), steps.flatMap(stepExpressions)),
    steps,
    at,
  });
}
