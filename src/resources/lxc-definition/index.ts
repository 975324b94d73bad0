import { call } from "../../model/call.ts";
import { provides, reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** What a container is made from. An empty value counts as not declared. */
export interface LxcDefinitionProps {
  readonly ctid: Input;
  /** CTID of the container that this one is a clone of. */
  readonly parent: Input;
  /** Snapshot that the parent offers for clones; a parent that is a template of Proxmox needs none. */
  readonly snapshot: Input;
  /** Absolute path of a template archive, for a container without parent. */
  readonly template: Input;
  /** Its name from the beginning; else CT and its number. */
  readonly hostname: Input;
  /** Storage for the root disk; else a clone stays on its parent's. */
  readonly storage: Input;
  /** GiB of the root disk of a container made from a template; else 4. That of a clone grows later. */
  readonly size: Input;
  /** `true` or `false`; a container made from a template is unprivileged unless it says `false`. */
  readonly unprivileged: Input;
  /** Address that it is to have: a clone with that of its parent is refused. Default: nobody compares. */
  readonly address?: Input;
  /** Seconds to wait while another clone of the same parent is made: Proxmox makes one at a time. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The container is there: created from a template archive, or cloned in full from the snapshot of its parent, stopped. A
 * clone gets SSH host keys of its own, of the same types, on its mounted disk before it has ever been started; Proxmox
 * itself gives it a machine id and a hardware address (facts: proxmox.md §5.2). Until it has them its description says
 * that it is unfinished, so a run that was killed at any moment is continued by the next.
 *
 * Refused with exit 4 before the first change: a number that a virtual machine or another node has, a template that is
 * not there, a storage that cannot have disks of containers, a parent or a snapshot that is not there and that this run
 * does not make (`containers_of_run`), a clone that is to be unprivileged of a parent that is not, or is to have its
 * address, and a creation that somebody else has not finished. Nothing is ever destroyed.
 *
 * @example
 * const defined = host.ensure("definition", lxcDefinition({ ctid, parent: own.clone_from_ctid, snapshot, template: own.template, … }));
 * // guard_definition() { container_is_defined "$CTID"; }
 * // apply_definition() { define_container "$CTID" "$CONTAINER_CLONE_FROM_CTID" "$PARENT_SNAPSHOT" "$CONTAINER_TEMPLATE" … ; }
 */
export function lxcDefinition(props: LxcDefinitionProps): Resource<"container-defined"> {
  const { ctid, parent, snapshot, template, hostname, storage, size, unprivileged, deadline } = props;
  const address = props.address ?? "any";
  const from = [parent, snapshot, template];
  const conf = text`/etc/pve/lxc/${ctid}.conf`;
  return resource({
    kind: "lxc-definition",
    claim: "container-defined",
    summary: text`container ${ctid} is there`.expression,
    guard: call("container_is_defined", ctid),
    apply: call("define_container", ctid, ...from, hostname, storage, size, unprivileged, deadline),
    preflight: call("container_can_be_defined", ctid, ...from, storage, unprivileged, address),
    facts: [fact("observe_files", "/etc/pve/local")],
    needs: props.needs ?? [],
    effects: [
      ...reads("file", "/etc/pve/local", "/etc/pve/.vmlist", "/etc/pve/storage.cfg", template),
      ...reads("file", conf, text`/etc/pve/lxc/${parent}.conf`),
      ...provides("file", conf),
      ...writes("file", text`/var/lib/lxc/${ctid}/rootfs/etc/ssh/ssh_host_*`),
      ...uses("command", "pct", "ssh-keygen"),
    ],
    waits: [
      { name: "clone_turn", deadline: expressionOf(deadline), polls: "another clone of the same parent" },
    ],
  });
}
