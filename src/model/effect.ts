import { type Expression, expressionOf, type Input } from "./value.ts";

/** What an effect may be of. */
export type EffectSubject =
  | "file"
  | "package"
  | "unit"
  | "device"
  | "module"
  | "config-line"
  | "container"
  | "url"
  | "command";

/**
 * How a step touches it. `reads`: its guard or apply looks at it. `writes`: it owns it, nobody else may. `removes`:
 * it makes it go away. `uses`: it must be there before the step applies. `provides`: it is there afterwards, though
 * something else (a package, an installer) may also bring it.
 */
export type EffectAccess = "reads" | "writes" | "removes" | "uses" | "provides";

/** Anything a step touches, as data. */
export interface Effect {
  readonly access: EffectAccess;
  readonly subject: EffectSubject;
  readonly name: Expression;
  /** What a download is held against: a sha256, or the fingerprint of the key that signed it. */
  readonly pin?: Expression;
  /** Where it is touched, if that is not where the step's target is: a step inside a container may act on its host too. */
  readonly on?: "host";
}

/** Effects of a step inside a container on the host it runs on. */
export function onHost(effects: readonly Effect[]): Effect[] {
  return effects.map((each) => ({ ...each, on: "host" }));
}

const effect =
  (access: EffectAccess) =>
  (subject: EffectSubject, ...names: Input[]): Effect[] =>
    names.map((name) => ({ access, subject, name: expressionOf(name) }));

/** Effects by what the step does: `writes("file", "/etc/x")`. */
export const reads = effect("reads");
export const writes = effect("writes");
export const removes = effect("removes");
export const uses = effect("uses");
export const provides = effect("provides");

/** A download, and what it is held against: `fetches(config.url, config.sha256)`. Without a pin it is an issue. */
export function fetches(url: Input, pin: Input): Effect[] {
  return [{ access: "uses", subject: "url", name: expressionOf(url), pin: expressionOf(pin) }];
}
