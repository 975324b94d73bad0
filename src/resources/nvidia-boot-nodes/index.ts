import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text } from "../../model/value.ts";

/** Whose nodes are made at boot. */
export interface NvidiaBootNodesProps {
  /** Name of the unit, with `.service`. */
  readonly unit: `${string}.service`;
  /** Vendor, classes and the driver that keeps devices for others, as for `pciDevice`. */
  readonly vendor: `0x${string}`;
  readonly classes: readonly `0x${string}`[];
  readonly notBoundTo: string;
  /** Proof that the driver is installed: it brings nvidia-modprobe. */
  readonly driver: Proof<"nvidia-driver">;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A unit that makes the nodes of every GPU and of nvidia-uvm at boot, before `pve-guests.service` starts containers
 * that name them: nodes are made by user space, and a container with a missing node does not start (facts: nvidia.md
 * §3). Its text depends on the number of GPUs, so a card that is added is drift. Content and enabling link are read;
 * nothing is started.
 *
 * @example
 * host.ensure("nodes_at_boot", nvidiaBootNodes({ unit: "phoenix-nvidia-nodes.service", vendor, classes, notBoundTo, driver }));
 * // guard_nodes_at_boot() { boot_nodes_are_made phoenix-nvidia-nodes.service 0x10de vfio-pci 0x0300; }
 */
export function nvidiaBootNodes(props: NvidiaBootNodesProps): Resource<"nvidia-boot-nodes"> {
  const { unit, vendor, classes, notBoundTo, driver, needs = [] } = props;
  const file = `/etc/systemd/system/${unit}`;
  return resource({
    kind: "nvidia-boot-nodes",
    claim: "nvidia-boot-nodes",
    summary: text`${unit} makes the nodes of every GPU at boot`.expression,
    guard: call("boot_nodes_are_made", unit, vendor, notBoundTo, ...classes),
    apply: call("install_boot_nodes", unit, vendor, notBoundTo, ...classes),
    facts: [fact("observe_files", file)],
    needs: [driver, ...needs],
    effects: [
      ...reads("device", `pci ${vendor}`),
      ...reads("file", file),
      ...writes("file", file, `/etc/systemd/system/multi-user.target.wants/${unit}`),
      ...writes("unit", unit),
      ...uses("command", "systemctl"),
    ],
  });
}
