import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text, type Value } from "../../model/value.ts";

/** What Proxmox calls features of a container. */
export interface LxcFeaturesProps {
  /** CTID, as the container has it: `container.ctid`. */
  readonly ctid: Input;
  /** Features that must be on, by Proxmox's names: `nesting`; an empty one is none. */
  readonly names: readonly [string, ...Input<string>[]];
  /** Features that must be on as well where the container is unprivileged: `keyctl`. Default: none. */
  readonly unprivileged?: readonly string[];
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The container has these features of Proxmox in its configuration as it is in force (`features:` of its first section;
 * what waits for a restart does not count; facts: proxmox.md). Asked before the first change, since only a restart gives
 * them to a container; changes nothing. Costs no process.
 *
 * @example
 * host.require("nesting", lxcFeatures({ ctid: container.ctid, names: ["nesting"], unprivileged: ["keyctl"] }));
 * // guard_nesting() { container_has_features "$CTID" nesting keyctl; }
 */
export function lxcFeatures(props: LxcFeaturesProps): Resource<"lxc-features"> {
  const { ctid, names, unprivileged = [], needs = [] } = props;
  const list = names
    .slice(1)
    .reduce<Value<string>>((before, name) => text`${before} ${name}`, text`${names[0]}`);
  return resource({
    kind: "lxc-features",
    claim: "lxc-features",
    summary: text`container ${ctid} has the features that it needs`.expression,
    guard: call("container_has_features", ctid, list, unprivileged.join(" ")),
    needs,
    effects: reads("file", text`/etc/pve/lxc/${ctid}.conf`),
  });
}
