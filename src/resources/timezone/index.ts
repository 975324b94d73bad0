import { call } from "../../model/call.ts";
import { reads, writes } from "../../model/effect.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** The time zone of a target. */
export interface TimezoneProps<P> {
  /** Its name in `/usr/share/zoneinfo`: `Europe/Berlin`. */
  readonly name: Input;
  /** The package `tzdata`, wherever it was installed. */
  readonly packages: Proves<
    P,
    `packages${string}`,
    'timezone needs the package tzdata: pass what ensure(…, aptPackages({ names: ["tzdata"], … })) returned'
  >;
}

/**
 * `/etc/localtime` leads to the time zone, and `/etc/timezone`, where the distribution has it, names it. One that tzdata does
 * not have is refused (exit 4). Costs no process.
 *
 * @example
 * ready.ensure("timezone", timezone({ name: config.base_setup.timezone, packages }));
 * // inside_guard_timezone() { timezone_is_set "$BASE_SETUP_TIMEZONE"; }
 * // inside_apply_timezone() { set_timezone "$BASE_SETUP_TIMEZONE"; }
 */
export function timezone<const P>({ name, packages }: TimezoneProps<P>): Resource<"timezone"> {
  return resource({
    kind: "timezone",
    claim: "timezone",
    summary: text`the time zone ${name}`.expression,
    guard: call("timezone_is_set", name),
    apply: call("set_timezone", name),
    preflight: call("timezone_is_known", name),
    follows: [packages as Proof],
    effects: [
      ...reads("file", text`/usr/share/zoneinfo/${name}`),
      ...writes("file", "/etc/localtime", "/etc/timezone"),
    ],
  });
}
