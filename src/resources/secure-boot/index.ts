import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";

/** The module that is to be built here. */
export interface SecureBootProps {
  /** Its name in `/sys/module`; once it is loaded the question is answered. */
  readonly module: string;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The kernel takes a module that is built on this host: Secure Boot is off or absent, or the key that dkms signs with
 * (`/var/lib/dkms/mok.pub`) is enrolled. Enrolling needs somebody at the console (facts: proxmox.md §6), so it is only
 * asked for, never done.
 *
 * @example
 * host.require("secure_boot", secureBoot({ module: "nvidia" }));
 * // guard_secure_boot() { locally_built_module_loads nvidia; }
 */
export function secureBoot({ module, needs = [] }: SecureBootProps): Resource<"secure-boot"> {
  return resource({
    kind: "secure-boot",
    claim: "secure-boot",
    summary: { type: "literal", text: `the kernel takes a module ${module} that is built here` },
    guard: call("locally_built_module_loads", module),
    needs,
    effects: [...reads("file", "/sys/firmware/efi/efivars/*", "/var/lib/dkms/mok.pub")],
  });
}
