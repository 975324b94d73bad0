/** Typed evidence that a step holds: what `ensure`, `verify` and `waitFor` return, and what a later step asks for. */
export interface Proof<C extends string = string> {
  readonly claim: C;
  /** Id of the step that gives the evidence. */
  readonly step: string;
}

/**
 * Accepts `P` when it proves `C`; otherwise the parameter's type is the sentence, which the compiler then prints:
 * `Proof<"…"> is not assignable to "cudaRepository needs a driver that has answered: …"`.
 */
export type Proves<P, C extends string, Sentence extends string> = P extends Proof<C> ? P : Sentence;

/** Accepts a literal path that starts with `/`; a `string` known only at run time is checked by the pass. */
export type AbsolutePath<P extends string> = string extends P
  ? P
  : P extends `/${string}`
    ? P
    : `A path on the target starts with "/", this one does not: ${P}`;

/** Accepts a container id written as a whole number, or as its digits in a string; its range is checked by a pass. */
export type ContainerId<C extends number | string> = `${C}` extends `${bigint}`
  ? C
  : `A CTID is a whole number such as 901, this is not: ${C}`;
