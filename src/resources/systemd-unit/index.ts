import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, named, text, type Value } from "../../model/value.ts";

/** A unit of our own. */
export interface SystemdUnitProps {
  /** Name with its ending: `demo.service`. */
  readonly name: `${string}.${"service" | "timer" | "path" | "socket" | "mount" | "target"}`;
  /** The whole file up to `[Install]`, including the last newline. */
  readonly content: Input<string>;
  /** Target it is enabled for; the `[Install]` section says so. Default `multi-user.target`. */
  readonly wantedBy?: `${string}.target`;
  /** Where it is false the unit is not to be there: one that is, is stopped, disabled and removed. Default true. */
  readonly declared?: Value<boolean>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A unit file of this content, enabled for its target. It is not started. Judged by the file and the link that
 * enables it, without a process; `systemctl enable` also makes systemd read it.
 *
 * @example
 * host.ensure("greet", systemdUnit({ name: "greet.service", content: "[Service]\nExecStart=/bin/true\n" }));
 * // guard_greet() { unit_is greet.service "$GREET_CONTENT" multi-user.target; }
 * // apply_greet() { install_unit greet.service "$GREET_CONTENT" multi-user.target; }
 */
export function systemdUnit(props: SystemdUnitProps): Resource<"systemd-unit"> {
  const { name, wantedBy = "multi-user.target", declared, needs = [] } = props;
  const file = `/etc/systemd/system/${name}`;
  const content = named("CONTENT", text`${props.content}\n[Install]\nWantedBy=${wantedBy}\n`);
  return resource({
    kind: "systemd-unit",
    claim: "systemd-unit",
    summary: text`${name}, ${declared ? "where it is declared" : `enabled for ${wantedBy}`}`.expression,
    guard: declared
      ? call("unit_is_as_declared", declared, name, content, wantedBy)
      : call("unit_is", name, content, wantedBy),
    apply: declared
      ? call("install_unit_as_declared", declared, name, content, wantedBy)
      : call("install_unit", name, content, wantedBy),
    facts: [fact("observe_files", file)],
    needs,
    effects: [
      ...reads("file", file),
      ...writes("file", file, `/etc/systemd/system/${wantedBy}.wants/${name}`),
      ...writes("unit", name),
      ...uses("command", "systemctl"),
    ],
  });
}
