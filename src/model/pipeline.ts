import type { ConfigSchema } from "./config.ts";
import type { Position } from "./issue.ts";
import type { Resource } from "./resource.ts";

/** How a step came into the pipeline, which decides what drift means. */
export type StepMode = "require" | "ensure" | "verify" | "wait";

/** Where a step runs. */
export type Target = { readonly type: "host" } | { readonly type: "container"; readonly ctid: string };

/** A named place in a pipeline: a resource plus why. */
export interface Step {
  readonly id: string;
  readonly mode: StepMode;
  readonly target: Target;
  readonly resource: Resource;
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
