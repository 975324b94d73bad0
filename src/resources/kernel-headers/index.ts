import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Value } from "../../model/value.ts";

/** Headers to build kernel modules against. */
export interface KernelHeadersProps {
  /** Seconds to wait while another process holds a lock of apt or dpkg; past them the run ends with exit code 5. */
  readonly lockDeadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

const packages = ["proxmox-headers-*", "proxmox-default-headers", "pve-headers*"];

/**
 * Headers of the running kernel and of the one that boots next (pinned with proxmox-boot-tool, else the newest in
 * `/boot`), and the package that brings those of kernels to come. Of the names `proxmox-headers-…` (since 2023) and
 * `pve-headers-…` the one is installed that apt has. Where the running kernel's headers are gone from the archive while
 * another kernel waits, the step is content with that kernel's; the reboot gate then asks for the boot. A transaction that
 * would remove packages is refused (exit 4).
 *
 * @example
 * const headers = host.ensure("kernel_headers", kernelHeaders({ lockDeadline }));
 * // guard_kernel_headers() { headers_suffice; }
 * // apply_kernel_headers() { install_headers "$APT_LOCK_DEADLINE_SECONDS"; }
 */
export function kernelHeaders(props: KernelHeadersProps): Resource<"kernel-headers"> {
  const { lockDeadline } = props;
  return resource({
    kind: "kernel-headers",
    claim: "kernel-headers",
    summary: expressionOf("headers of the running and of the next kernel"),
    guard: call("headers_suffice"),
    apply: call("install_headers", lockDeadline),
    preflight: call("headers_are_installable"),
    facts: [fact("observe_packages")],
    needs: props.needs ?? [],
    effects: [
      ...reads("package", ...packages),
      ...reads("file", "/proc/sys/kernel/osrelease", "/boot/vmlinuz-*", "/etc/kernel/*"),
      ...writes("package", ...packages),
      ...uses("command", "apt-cache", "apt-get", "dpkg", "dpkg-query"),
    ],
    waits: [{ name: "apt_lock", deadline: expressionOf(lockDeadline), polls: "the locks of apt and dpkg" }],
    evidence: { claims: "status", guard: "status" },
  });
}
