import { call } from "../../model/call.ts";
import { provides, reads, uses } from "../../model/effect.ts";
import type { Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text, type Value } from "../../model/value.ts";

/** Modules that must be in the kernel. */
export interface KernelModulesProps {
  /** Names as `/sys/module` spells them, those that the others need first. */
  readonly modules: readonly string[];
  readonly version: Value<Version>;
  /** Proof that the driver with these modules is installed. */
  readonly driver: Proof<"nvidia-driver">;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The modules are loaded, each of this version: a module built earlier may still be in the kernel. Read from
 * `/sys/module`. The `.run` leaves nvidia_uvm to the first CUDA program (facts: nvidia.md §3).
 *
 * @example
 * host.ensure("modules", kernelModules({ driver, modules: ["nvidia", "nvidia_uvm"], version: nvidia.version }));
 * // guard_modules() { modules_are_loaded "$NVIDIA_DRIVER_VERSION" nvidia nvidia_uvm; }
 * // apply_modules() { load_modules nvidia nvidia_uvm; }
 */
export function kernelModules(props: KernelModulesProps): Resource<"kernel-modules"> {
  const { modules, version, driver, needs = [] } = props;
  return resource({
    kind: "kernel-modules",
    claim: "kernel-modules",
    summary: text`${modules.join(", ")} ${version} in the kernel`.expression,
    guard: call("modules_are_loaded", version, ...modules),
    apply: call("load_modules", ...modules),
    needs: [driver, ...needs],
    effects: [
      ...reads("module", ...modules),
      ...provides("module", ...modules),
      ...uses("command", "modprobe"),
    ],
    evidence: { claims: "version", guard: "version" },
  });
}
