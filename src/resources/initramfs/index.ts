import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";

/** What the images are measured by. */
export interface InitramfsProps<P extends string> {
  /** Absolute path of a file that is copied into every initramfs. */
  readonly newerThan: AbsolutePath<P>;
  /** Proofs of what must hold before: the step that writes the file. */
  readonly needs?: readonly Proof[];
}

/**
 * No initramfs of an installed kernel is older than the file, nor missing. Judged by state, so that a kill between the
 * file and the rebuild is drift. The hooks of update-initramfs refresh the boot partitions that proxmox-boot-tool
 * manages (facts: proxmox.md §6).
 *
 * @example
 * host.ensure("initramfs", initramfs({ newerThan: conf, needs: [nouveauOff] }));
 * // guard_initramfs() { initramfs_is_fresh /etc/modprobe.d/phoenix-nouveau.conf; }
 * // apply_initramfs() { rebuild_initramfs; }
 */
export function initramfs<const P extends string>(props: InitramfsProps<P>): Resource<"initramfs"> {
  const { newerThan, needs = [] } = props;
  return resource({
    kind: "initramfs",
    claim: "initramfs",
    summary: { type: "literal", text: `every initramfs newer than ${newerThan}` },
    guard: call("initramfs_is_fresh", newerThan),
    apply: call("rebuild_initramfs"),
    needs,
    effects: [
      ...reads("file", newerThan, "/boot/vmlinuz-*", "/boot/initrd.img-*"),
      ...writes("file", "/boot/initrd.img-*"),
      ...uses("command", "update-initramfs"),
    ],
  });
}
