import type { z } from "zod";
import { call } from "./call.ts";
import {
  type Configuration,
  type ConfigValues,
  configSchema,
  configValues,
  containerValues,
  type OwnValues,
} from "./config.ts";
import type { Seconds } from "./fields.ts";
import { deepFreeze } from "./freeze.ts";
import type { Container, Host } from "./host.ts";
import type { Pipeline, Step } from "./pipeline.ts";
import { callerPosition } from "./position.ts";
import { containerWords, hostWords } from "./step-words.ts";
import { stepExpressions, usedFields } from "./used-fields.ts";
import { computed, type Value } from "./value.ts";

/** What the configuration says of a feature and this container, known when the script runs. */
export interface Feature {
  /** The container or one of those it was cloned from declares it. */
  readonly isDeclared: Value<boolean>;
  /** The container declares it and nothing it was cloned from does, or the operator said `--reinstall`. */
  readonly isInstalledHere: Value<boolean>;
  /** CTID of the nearest container it was cloned from that declares it; empty where there is none. */
  readonly origin: Value<string>;
}

/** What a pipeline for a container is made from beside its steps. */
export interface ContainerPipelineOptions<S extends z.ZodObject, L extends z.ZodObject> {
  readonly config: Configuration<S>;
  /** Configuration of the containers; what it says of the one at hand is `own`. */
  readonly containers: Configuration<L>;
  /** Name in the `features` lists. */
  readonly feature: string;
  /**
   * Features that must be there before this one: earlier in the same list, or in that of a container that it was cloned
   * from. A script whose container lacks one ends with exit 4; where the configuration is baked it is an issue. Default
   * none.
   */
  readonly requires?: readonly string[];
  /** Seconds that one call into the container may take, an installation included. */
  readonly deadline: (config: ConfigValues<S>) => Value<Seconds>;
  /** Path of the script below `bin/`; default `lxc_setup/<name>.sh`. */
  readonly script?: string;
  /** Field that switches the pipeline: false means that it says so and exits 0. */
  readonly enabledBy?: (config: ConfigValues<S>) => Value<boolean>;
}

/** What the author of a pipeline for a container is given beside the host and the container. */
export interface ContainerValues<S extends z.ZodObject, L extends z.ZodObject> {
  readonly config: ConfigValues<S>;
  readonly own: OwnValues<L>;
  readonly feature: Feature;
}

/**
 * A pipeline that converges one LXC container, run on its Proxmox host with the CTID as argument. Steps on `host` act
 * on the host for the container; steps inside can only be written on what the initialisation wait returns.
 *
 * @example
 * export default containerPipeline("motd", { config, containers, feature: "base_setup", deadline }, (host, container, { own }) => {
 *   // Nothing can be done in a container that is still starting.
 *   const ready = container.waitForInitialization("initialization", containerInitialization({ ... }));
 *   // Who logs in must know that this container is managed.
 *   ready.ensure("motd", file({ path: "/etc/motd", content: "managed\n" }));
 * });
 * // guard_motd() { ask_container motd; }
 * // inside_guard_motd() { file_is /etc/motd 0644 "$MOTD_CONTENT"; }
 */
export function containerPipeline<S extends z.ZodObject, L extends z.ZodObject>(
  name: string,
  options: ContainerPipelineOptions<S, L>,
  build: (host: Host, container: Container, values: ContainerValues<S, L>) => void,
): Pipeline {
  const at = callerPosition();
  const steps: Step[] = [];
  const config = configValues(options.config.schema);
  const own = containerValues(options.containers.schema);
  build(hostWords(steps), containerWords(steps, ctid), { config, own, feature: featureOf(options.feature) });
  const enabledBy = options.enabledBy?.(config).expression;
  const deadline = options.deadline(config).expression;
  const expressions = [deadline, ...steps.flatMap(stepExpressions)];
  return deepFreeze({
    name,
    target: "container",
    script: options.script ?? `lxc_setup/${name}.sh`,
    config: usedFields(configSchema(options.config, enabledBy), expressions),
    containers: { ...usedFields(configSchema(options.containers), expressions), ...requirement(options) },
    deadline,
    feature: options.feature,
    steps,
    at,
  });
}

/** What the configuration of the containers must say beside its fields. */
function requirement({ feature, requires = [] }: { feature: string; requires?: readonly string[] }) {
  return requires.length === 0 ? {} : { requires: { feature, names: requires } };
}

/** The container at hand: the one that the operator names, or each in its turn. */
export const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };

function featureOf(name: string): Feature {
  const of = (by: string) => call(by, ctid, name);
  return {
    isDeclared: computed("FEATURE_DECLARED", `${name} is declared`, of("tell_if_declared")),
    isInstalledHere: computed(
      "FEATURE_INSTALLED_HERE",
      `${name} is installed here`,
      of("tell_if_installed_here"),
    ),
    origin: computed("FEATURE_ORIGIN", `the container that ${name} is inherited from`, of("tell_origin")),
  };
}
