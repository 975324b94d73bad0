/** What the bash of a pipeline turned out to do when it was parsed back: data for the passes. */
export interface PipelineBash {
  /** Name of the pipeline. */
  readonly pipeline: string;
  readonly steps: readonly StepBash[];
}

/** The parts of a step that are bash. */
export type StepPart = "guard" | "apply" | "verify" | "preflight";

/** What one step's bash does, through all functions it reaches. */
export interface StepBash {
  readonly step: string;
  readonly commands: readonly ReachedCommand[];
  /** Files its redirections name, and every absolute path in the author's own bash; an open end is a `*`. */
  readonly paths: readonly string[];
  /** Functions that sleep in a loop until something changes. */
  readonly polls: readonly string[];
  /** The guard compares something it has read with `[[ … ]]`, or asks a function that does. */
  readonly guardCompares: boolean;
  readonly faults: readonly BashFault[];
}

/** A command that is neither a bash builtin's word nor one of the functions that are emitted. */
export interface ReachedCommand {
  /** Undefined where the name is computed. */
  readonly name: string | undefined;
  readonly words: readonly (string | undefined)[];
  readonly part: StepPart;
  /** The function it stands in; undefined in the step's own body. */
  readonly within: string | undefined;
}

/** Author's bash that cannot be emitted as it is. */
export interface BashFault {
  readonly code: "ASH403" | "ASH407";
  readonly part: StepPart;
  readonly found: string;
}

/** A call of an `apply_*`, or of what leads to one, in a place where bash ignores errors. */
export interface UnheardCall {
  /** Path of the emitted file, below `bin/`. */
  readonly file: string;
  readonly line: number;
  readonly call: string;
}
