import { type Action, expressionsOf } from "./call.ts";
import type { Effect } from "./effect.ts";
import type { Fact } from "./fact.ts";
import type { Judgement } from "./judgement.ts";
import type { Proof } from "./proof.ts";
import type { Expression } from "./value.ts";

/** A wait inside a step (for a lock, a device): every one has a deadline. */
export interface Wait {
  /** Name used by scenarios: `timesOut("apt_lock")`. */
  readonly name: string;
  /** Seconds, from the configuration so that the site can change it; absent only in a faulty pipeline. */
  readonly deadline?: Expression;
  /** What is polled, in words. */
  readonly polls: string;
}

/** A long option a step adds to its script, for consent or a choice of the operator. */
export interface Flag {
  /** Without dashes: `stop-guests`. */
  readonly name: string;
  readonly help: string;
}

/**
 * What of a step runs inside the container. It is sent there with every function and value it reaches; the step's own
 * guard and apply then run on the host, and ask the container with `ask_container` and `change_container`.
 */
export interface Inside {
  readonly guard: Action;
  readonly apply?: Action;
  readonly verify?: Action;
  /** Asked in the container right before the apply; a finding exits with 4. */
  readonly preflight?: Action;
  readonly facts: readonly Fact[];
}

/** How strong a guard's evidence is; a pass compares it with the claim. */
export type Evidence = "presence" | "status" | "version" | "content";

/**
 * A desired state of one kind, as data. `C` is what a step made of it proves.
 *
 * `guard` answers 0 converged, 1 drift, 2 or more cannot tell. A resource without `apply` only verifies: drift is a
 * failure. `verify` is run after `apply` where the guard alone would be too weak; default is the guard.
 */
export interface Resource<C extends string = string> {
  readonly kind: string;
  readonly claim: C;
  /** The text on the step's line, with configuration values filled in. */
  readonly summary: Expression;
  readonly guard: Action;
  readonly apply?: Action;
  readonly verify?: Action;
  /** Collected with all others before the first change: consent, free space, hardware. Findings exit with 4. */
  readonly preflight?: Action;
  readonly inside?: Inside;
  /** What values alone can tell, before there is a target. */
  readonly judge?: Judgement;
  readonly facts: readonly Fact[];
  readonly needs: readonly Proof[];
  /** Proofs of steps that come before where the run has them, such as an installation that may have been inherited. */
  readonly follows: readonly Proof[];
  readonly effects: readonly Effect[];
  readonly flags: readonly Flag[];
  readonly waits: readonly Wait[];
  /** Evidence the guard rests on, and what the claim asks for. */
  readonly evidence: { readonly claims: Evidence; readonly guard: Evidence };
}

/** What a kind must say; the rest has defaults: no facts, needs, follows, effects, flags, waits; evidence of content. */
export type ResourceProps<C extends string> = Pick<Resource<C>, "kind" | "claim" | "summary" | "guard"> &
  Partial<Resource<C>>;

/** Completes a kind's answer with the defaults. */
export function resource<C extends string>(props: ResourceProps<C>): Resource<C> {
  return {
    facts: [],
    needs: [],
    follows: [],
    effects: [],
    flags: [],
    waits: [],
    evidence: { claims: "content", guard: "content" },
    ...props,
  };
}

/** Every expression that the bash of a resource, or of its part inside the container, takes. */
export function actionExpressions(actions: Inside): readonly Expression[] {
  const { guard, apply, verify, preflight, facts } = actions;
  const given = [guard, apply, verify, preflight].filter((action) => action !== undefined);
  return [...given.flatMap(expressionsOf), ...facts.flatMap((fact) => fact.subjects)];
}
