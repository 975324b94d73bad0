import type { Call } from "./call.ts";
import type { IssueCode } from "./issue.ts";
import type { Value } from "./value.ts";

/**
 * What values alone tell of a step, before there is a target: asked when a configuration is baked. The function is the
 * one that the guard asks too, so that compiling and running judge alike; it answers as a guard, and starts no program.
 */
export interface Judgement {
  /** The issue that it is when the answer is no. */
  readonly code: IssueCode;
  readonly call: Call;
}

/** What the caller may tell of the target when compiling; a judgement that needs what nobody told is left out. */
export const targetFacts = {
  /** Name of the host in NVIDIA's repositories: debian12. */
  distribution: { expression: { type: "argument", name: "HOST_DISTRIBUTION" } },
  /** How many GPUs the host has. */
  gpus: { expression: { type: "argument", name: "HOST_GPUS" } },
} satisfies Record<string, Value<string>>;
