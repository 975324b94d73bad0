import type { ConfigSchema } from "./config.ts";
import type { Position } from "./issue.ts";
import type { Resource } from "./resource.ts";
import type { Expression } from "./value.ts";

/** How a step came into the pipeline, which decides what drift means. */
export type StepMode = "require" | "ensure" | "verify" | "wait";

/** Where a step runs. */
export type Target = { readonly type: "host" } | { readonly type: "container"; readonly ctid: string };

/** A configuration field that switches steps on, and what to say when it is off. */
export interface Condition {
  readonly field: Expression;
  readonly otherwise: string;
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

/** Ordered steps for one target, one script. Frozen once the author's function has returned. */
export interface Pipeline {
  readonly name: string;
  /** `host` is the Proxmox host the script runs on. */
  readonly target: "host";
  /** Path of the script below the installed `bin/`. */
  readonly script: string;
  readonly config: ConfigSchema;
  readonly steps: readonly Step[];
  readonly at: Position;
}
