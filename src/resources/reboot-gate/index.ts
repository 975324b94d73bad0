import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";

/** What must not be so in the boot that runs. */
export interface RebootGateProps {
  /** Proof that there is such a device. */
  readonly device: Proof<"pci-device">;
  /** Proof that headers are installed for the kernels that have some. */
  readonly headers: Proof<"kernel-headers">;
  /** Vendor and classes of the devices, as for `pciDevice`. */
  readonly vendor: `0x${string}`;
  readonly classes: readonly `0x${string}`[];
  /** Drivers that are forbidden by now but may have been loaded before. */
  readonly drivers: readonly string[];
  /** Proofs of what must hold before: what keeps those drivers away in the next boot. */
  readonly needs?: readonly Proof[];
}

/**
 * The run goes on only in a boot in which no device is bound to these drivers, and whose kernel has headers. Otherwise
 * it leaves `/run/reboot-required` and ends with exit code 10; with `--reboot` it reboots. The next run goes on by
 * what it finds (facts: nvidia.md §4.3, when a reboot is truly required).
 *
 * @example
 * host.ensure("reboot", rebootGate({ device: gpu, headers, vendor: "0x10de", classes: ["0x0300"], drivers: ["nouveau"] }));
 * // guard_reboot() { boot_is_right 0x10de nouveau 0x0300; }
 * // apply_reboot() { reboot_to_go_on; }
 */
export function rebootGate(props: RebootGateProps): Resource<"reboot-gate"> {
  const { device, headers, vendor, classes, drivers, needs = [] } = props;
  return resource({
    kind: "reboot-gate",
    claim: "reboot-gate",
    summary: { type: "literal", text: `a boot without ${drivers.join(", ")}, of a kernel that has headers` },
    guard: call("boot_is_right", vendor, drivers.join(" "), ...classes),
    apply: call("reboot_to_go_on"),
    facts: [fact("observe_packages")],
    needs: [device, headers, ...needs],
    effects: [
      ...reads("device", `pci ${vendor}`),
      ...reads("package", "proxmox-headers-*", "pve-headers-*"),
      ...reads("file", "/proc/sys/kernel/osrelease", "/boot/vmlinuz-*", "/etc/kernel/*-pin"),
      ...writes("file", "/run/reboot-required"),
      ...uses("command", "dpkg-query", "systemctl"),
    ],
    flags: [{ name: "reboot", help: "reboot where the run cannot go on before a reboot" }],
  });
}
