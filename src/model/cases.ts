import type { Resource } from "./resource.ts";

/**
 * One case of a kind: a resource as an author writes it, and the bash it must yield. The runner gives the step the
 * id `step`, so that a named constant reads `"$STEP_CONTENT"`.
 */
export interface KindCase {
  /** A sentence: what the case shows. */
  readonly name: string;
  readonly resource: () => Resource;
  /** The emitted guard, one line an entry; likewise apply, verify and preflight where the kind has them. */
  readonly guard: readonly string[];
  readonly apply?: readonly string[];
  readonly verify?: readonly string[];
  readonly preflight?: readonly string[];
  /** What of it runs inside the container, where the kind has two sides. */
  readonly inside?: { readonly [part in "guard" | "apply" | "verify" | "preflight"]?: readonly string[] };
  /** Effects that must be declared, as `writes file /etc/x`. */
  readonly effects?: readonly string[];
}

/** All cases of one kind; the runner finds them as `src/resources/<kind>/cases.ts`. */
export interface KindCases {
  readonly kind: string;
  readonly cases: readonly KindCase[];
}
