import type { Script } from "../../model/call.ts";
import type { Effect } from "../../model/effect.ts";
import type { Proof } from "../../model/proof.ts";
import { type Evidence, type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input } from "../../model/value.ts";

/** A desired state that no kind knows, in the author's own bash. */
export interface CommandProps<C extends string> {
  /** What the step proves, as other steps ask for it: `Proof<"swap-is-off">`. */
  readonly claim: C;
  /** The text on the step's line. */
  readonly summary: Input<string>;
  /**
   * Looks, changes nothing. Its last command answers: exit 0: it holds; 1: it does not; anything else: it cannot be told,
   * and nothing is applied. Bash ignores errors inside it, so each command that may fail is asked with && or ||.
   * `drift 'expected' 'found'` and `cannot_tell 'what' 'instead'` give those answers with words.
   */
  readonly guard: Script;
  /** Makes the guard hold; without it drift is a failure. Commands that change something go through `run`. */
  readonly apply?: Script;
  /** Looks harder than the guard, after an apply. Default: the guard again. */
  readonly verify?: Script;
  /** Everything the bash touches; what is missing here is an issue (ASH401, ASH402). */
  readonly effects: readonly Effect[];
  /** What the claim asks the guard to have seen. Default `content`; `presence` where being there is all. */
  readonly proves?: Evidence;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The escape hatch: guard and apply in bash. Holes are quoted by their type; the bash is parsed back, and held
 * against the effects (issues ASH302, ASH401, ASH402, ASH403, ASH405, ASH407).
 *
 * @example
 * host.ensure("swappiness", command({
 *   claim: "swappiness",
 *   summary: "the kernel swaps late",
 *   guard: bash`[[ $(</proc/sys/vm/swappiness) == 10 ]]`,
 *   apply: bash`run sysctl --quiet --write vm.swappiness=10`,
 *   effects: [...reads("file", "/proc/sys/vm/swappiness"), ...uses("command", "sysctl")],
 * }));
 * // guard_swappiness() {
 * //   [[ $(</proc/sys/vm/swappiness) == 10 ]]
 * // }
 */
export function command<const C extends string>(props: CommandProps<C>): Resource<C> {
  const { claim, summary, guard, apply, verify, effects, proves = "content", needs = [] } = props;
  return resource({
    kind: "command",
    claim,
    summary: expressionOf(summary),
    guard,
    ...(apply === undefined ? {} : { apply }),
    ...(verify === undefined ? {} : { verify }),
    needs,
    effects,
    // How much the guard has seen is read from its bash by the pass.
    evidence: { claims: proves, guard: "content" },
  });
}
