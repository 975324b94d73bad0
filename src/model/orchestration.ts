import type { z } from "zod";
import {
  type Configuration,
  type ConfigValues,
  configSchema,
  configValues,
  containerValues,
  type OwnValues,
} from "./config.ts";
import { ctid } from "./container.ts";
import type { Seconds } from "./fields.ts";
import { deepFreeze } from "./freeze.ts";
import type { Container, Host } from "./host.ts";
import type { Pipeline, ScriptOf, Step } from "./pipeline.ts";
import { callerPosition } from "./position.ts";
import type { Proof } from "./proof.ts";
import type { Resource } from "./resource.ts";
import { addStep, containerWords, hostWords } from "./step-words.ts";
import { stepExpressions, usedFields } from "./used-fields.ts";
import type { Value } from "./value.ts";

/** What an orchestration is made from beside the steps for each container. */
export interface OrchestrationOptions<S extends z.ZodObject, L extends z.ZodObject> {
  readonly config: Configuration<S>;
  /** Configuration of the containers. */
  readonly containers: Configuration<L>;
  /** What the host is to have, in this order. */
  readonly hypervisor: readonly Pipeline[];
  /** What containers may have: one pipeline for each feature. */
  readonly features: readonly Pipeline[];
  /** Seconds that one call into a container may take. */
  readonly deadline: (config: ConfigValues<S>) => Value<Seconds>;
  /** Path of the script below `bin/`; default `<name>.sh`. */
  readonly script?: string;
}

/** Where the steps for each container are written, on the host. */
export interface ManagingHost extends Host {
  /** Runs the scripts of what the container at hand declares, in that order; each says and judges its own steps. */
  run<const C extends string>(id: string, resource: Resource<C>): Proof<C>;
}

/** What the author of an orchestration is given: the configuration, and the values of the container at hand. */
export interface EachValues<S extends z.ZodObject, L extends z.ZodObject> {
  readonly config: ConfigValues<S>;
  readonly own: OwnValues<L>;
  readonly ctid: Value<string>;
  /** Where the scripts are on the host that runs them: the installed `bin/`. */
  readonly binDirectory: Value<string>;
}

const binDirectory: Value<string> = { expression: { type: "argument", name: "bin_directory" } };

/**
 * A pipeline over all containers of the configuration: its steps are those of one container, gone through for each of
 * them, parents and dependencies first. With `--setup-hypervisor` its script runs those of the host instead.
 *
 * @example
 * export default orchestration("demo_orchestrator", { config, containers, hypervisor: [driver], features: [docker], deadline },
 *   (host, container, { own, ctid }) => {
 *     // A container is made once.
 *     const definition = host.ensure("definition", lxcDefinition({ ctid, … }));
 *     …
 *   });
 * // converge_steps() { converge definition "container $CTID is there"; … }   for each container in turn
 */
export function orchestration<S extends z.ZodObject, L extends z.ZodObject>(
  name: string,
  options: OrchestrationOptions<S, L>,
  build: (host: ManagingHost, container: Container, values: EachValues<S, L>) => void,
): Pipeline {
  const at = callerPosition();
  const steps: Step[] = [];
  const config = configValues(options.config.schema);
  const own = containerValues(options.containers.schema);
  build(managingWords(steps), containerWords(steps, ctid), { config, own, ctid, binDirectory });
  const deadline = options.deadline(config).expression;
  const expressions = [deadline, ...steps.flatMap(stepExpressions)];
  return deepFreeze({
    name,
    target: "containers",
    script: options.script ?? `${name}.sh`,
    config: usedFields(configSchema(options.config), expressions),
    containers: usedFields(configSchema(options.containers), expressions, [
      ...(["parent", "features", "dependencies", "snapshot"] as const),
    ]),
    deadline,
    runs: {
      hypervisor: options.hypervisor.map((pipeline) => scriptOf(pipeline, pipeline.name)),
      features: options.features.map((pipeline) => scriptOf(pipeline, pipeline.feature ?? pipeline.name)),
    },
    steps,
    at,
  });
}

function managingWords(steps: Step[]): ManagingHost {
  return {
    ...hostWords(steps),
    run: (id, resource) => addStep(steps, { id, mode: "run", target: { type: "host" }, resource }),
  };
}

function scriptOf({ script, steps, containers }: Pipeline, name: string): ScriptOf {
  const flags = steps.flatMap(({ resource }) => resource.flags);
  return {
    name,
    script,
    flags: [...new Map(flags.map((flag) => [flag.name, flag])).values()],
    requires: containers?.requires?.names ?? [],
  };
}
