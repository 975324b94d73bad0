import type { ConfigSchema } from "./config.ts";
import type { Position } from "./issue.ts";
import type { Flag, Resource } from "./resource.ts";
import type { Expression } from "./value.ts";

/** How a step came into the pipeline, which decides what drift means. */
export type StepMode = "require" | "ensure" | "verify" | "wait" | "run";

/** Where a step runs. */
export type Target = { readonly type: "host" } | { readonly type: "container"; readonly ctid: string };

/** A value that switches steps on, and what to say when it is off. */
export interface Condition {
  /** Of a value that is `true` or `false`. */
  readonly field: Expression;
  readonly otherwise: string;
  /** The condition this one stands in: both must hold. */
  readonly outer?: Condition;
}

/** A named place in a pipeline: a resource plus why. */
export interface Step {
  readonly id: string;
  readonly mode: StepMode;
  readonly target: Target;
  readonly resource: Resource;
  /** The step is there only where the configuration says so; otherwise it is reported as skipped, with the reason. */
  readonly when?: Condition;
  /** Where the author wrote it. */
  readonly at: Position;
}

/** The script of a pipeline that another one runs. */
export interface ScriptOf {
  /** The pipeline's name, or that of the feature it installs. */
  readonly name: string;
  /** Path below the installed `bin/`. */
  readonly script: string;
  /** What the operator may add to the options that every script has. */
  readonly flags: readonly Flag[];
  /** Features that it needs on the same container. */
  readonly requires: readonly string[];
}

/** The scripts that an orchestration runs: those of the host in their order, and one for each feature. */
export interface Orchestrated {
  readonly hypervisor: readonly ScriptOf[];
  readonly features: readonly ScriptOf[];
}

/** Ordered steps for one target, one script. Frozen once the author's function has returned. */
export interface Pipeline {
  readonly name: string;
  /** All scripts run on the Proxmox host; one for a container takes its CTID as argument, one for containers goes through all. */
  readonly target: "host" | "container" | "containers";
  /** Path of the script below the installed `bin/`. */
  readonly script: string;
  readonly config: ConfigSchema;
  /** The configuration of the containers, of a pipeline for one. */
  readonly containers?: ConfigSchema;
  /** Seconds that one call into the container may take. */
  readonly deadline?: Expression;
  /** The feature that it installs, of a pipeline for a container. */
  readonly feature?: string;
  /** The scripts that it runs, of a pipeline for containers. */
  readonly runs?: Orchestrated;
  readonly steps: readonly Step[];
  readonly at: Position;
}
