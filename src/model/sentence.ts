/** One sentence of a scenario: a function of the world library in `bats/world.bash`, and its arguments. */
export interface Sentence {
  readonly call: string;
  readonly args: readonly string[];
}

/** How a faulty command behaves: see `bats/README.md`, ACTION. */
export type FaultAction =
  | `exit ${number}`
  | "empty"
  | "garbage"
  | "kill"
  | "hang"
  | `sleep ${number}`
  | "kill-script"
  | "term-script"
  | "int-script"
  | "hup-script"
  | "kill-all"
  | "hup-all"
  | "stop-container"
  | `after:${string}`;

/** Which call of a command misbehaves, and how. */
export interface Fault {
  /** The n-th call; default every call. */
  readonly call?: number;
  readonly action: FaultAction;
  /** Only calls whose arguments match this extended regular expression count. */
  readonly matching?: string;
}

/** A sentence from the words of a scenario. */
export const sentence = (call: string, ...args: (string | number)[]): Sentence => ({
  call,
  args: args.map(String),
});

/** A fault as the world reads it: the call, the action, what its arguments must match. */
export function faultText({ call, action, matching }: Fault): string {
  return [call ?? "*", action, ...optional(matching)].join(" ");
}

/** An argument that may be left out. */
export function optional(value: string | number | undefined): (string | number)[] {
  return value === undefined ? [] : [value];
}
