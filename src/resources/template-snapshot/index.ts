import { call } from "../../model/call.ts";
import { provides, reads, uses } from "../../model/effect.ts";
import type { Sha256 } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text, type Value } from "../../model/value.ts";

/** The snapshot that a container offers for clones, and what it stands for. */
export interface TemplateSnapshotProps {
  readonly ctid: Input;
  /** 2 to 40 letters, digits, `-` and `_`, a letter first. */
  readonly name: Input;
  /** Sha256 of all that the container is made from; it is kept in the snapshot's description. */
  readonly digest: Value<Sha256>;
  /** Storage of the root disk, as declared; looked at while the container is not there yet. */
  readonly storage: Input;
  /** Mount points as declared: with a directory of the host among them Proxmox takes no snapshot. */
  readonly mountPoints: Input;
  /** Proofs that all of the container was verified: what is wrong in the snapshot is wrong in every clone. */
  readonly needs: readonly Proof[];
}

/**
 * The container has this snapshot, made from what is declared now: its description holds `phoenix:sha256=<digest>`. One
 * with another digest is stale. It is reported and kept, and replaced only where the operator has named the container
 * (`refresh_wanted`). Refused with exit 4 before the first change: a storage whose type has no snapshots, and a mount
 * point that is no volume (facts: proxmox.md §5.1).
 *
 * @example
 * host.ensure("snapshot", templateSnapshot({ ctid, name: own.template_snapshot_name, digest, storage, mountPoints, needs: [healthy] }));
 * // guard_snapshot() { snapshot_is_taken "$CTID" "$CONTAINER_TEMPLATE_SNAPSHOT_NAME" "$CONTAINER_DIGEST"; }
 * // apply_snapshot() { take_snapshot "$CTID" "$CONTAINER_TEMPLATE_SNAPSHOT_NAME" "$CONTAINER_DIGEST"; }
 */
export function templateSnapshot(props: TemplateSnapshotProps): Resource<"template-snapshot"> {
  const { ctid, name, digest, storage, mountPoints, needs } = props;
  return resource({
    kind: "template-snapshot",
    claim: "template-snapshot",
    summary: text`container ${ctid} has snapshot ${name}`.expression,
    guard: call("snapshot_is_taken", ctid, name, digest),
    apply: call("take_snapshot", ctid, name, digest),
    preflight: call("snapshot_is_possible", ctid, name, storage, mountPoints),
    needs,
    effects: [
      ...reads("file", text`/etc/pve/lxc/${ctid}.conf`, "/etc/pve/storage.cfg"),
      ...reads("container", ctid),
      ...provides("config-line", text`snapshot ${name} of container ${ctid}`),
      ...uses("command", "pct"),
    ],
  });
}
