import { call } from "../../model/call.ts";
import { provides, reads, removes, uses, writes } from "../../model/effect.ts";
import type { Seconds, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, text, type Value } from "../../model/value.ts";

/** Which driver may stay in the kernel. */
export interface ModuleUnloadProps {
  /** Proof that the file that replaces the old driver is here: nothing goes before it. */
  readonly runfile: Proof<"runfile">;
  readonly version: Value<Version>;
  /** `open` or `proprietary`; a module of the other kind has to go too. Empty: either will do. */
  readonly moduleType: Value<string | undefined>;
  /** Seconds a container may take to shut down before it is stopped hard. */
  readonly guestDeadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The kernel holds no NVIDIA module, or the wanted one with its files complete: an installer must never discover a
 * module in use (facts: nvidia.md §1.6). Before the first change its users are named, running containers and
 * processes of the host; `--stop-guests` agrees to stopping the containers. Then rmmod takes the whole family.
 *
 * Where somebody else holds a module, perhaps inside the kernel, the run asks for a reboot (exit code 10, §4.3). That
 * the next boot does not load the old driver for the same user again is the work of
 * `/etc/modprobe.d/phoenix-nvidia-until-replaced.conf`, which the next run removes; in between no GPU is usable, and
 * containers that name its nodes do not start. If the module is there and used even after such a boot, the run ends
 * with exit code 4 instead of asking for yet another one.
 *
 * @example
 * host.ensure("old_module", moduleUnload({ runfile, version: nvidia.version, moduleType, guestDeadline }));
 * // guard_old_module() { old_module_is_gone "$NVIDIA_DRIVER_VERSION" "$NVIDIA_DRIVER_KERNEL_MODULE_TYPE"; }
 * // preflight_old_module() { nobody_uses_old_module "$NVIDIA_DRIVER_VERSION" "$NVIDIA_DRIVER_KERNEL_MODULE_TYPE"; }
 * // apply_old_module() { unload_modules "$NVIDIA_DRIVER_GUEST_DEADLINE_SECONDS"; }
 */
export function moduleUnload(props: ModuleUnloadProps): Resource<"module-unload"> {
  const { runfile, version, moduleType, guestDeadline, needs = [] } = props;
  const barrier = "/etc/modprobe.d/phoenix-nvidia-until-replaced.conf";
  return resource({
    kind: "module-unload",
    claim: "module-unload",
    summary: text`no NVIDIA module in the kernel that is not of a complete ${version}`.expression,
    guard: call("old_module_is_gone", version, moduleType),
    apply: call("unload_modules", guestDeadline),
    preflight: call("nobody_uses_old_module", version, moduleType),
    needs: [runfile, ...needs],
    effects: [
      ...reads("module", "nvidia"),
      ...reads(
        "file",
        "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.*",
        "/var/lib/nvidia/log",
        "/etc/pve/lxc/*",
        "/var/lib/phoenix_hypervisor/unfinished-driver",
      ),
      ...writes("file", barrier),
      ...writes("container", "those that use the driver (--stop-guests)"),
      ...removes("module", "nvidia"),
      ...provides("file", "/run/reboot-required"),
      ...uses("command", "modinfo", "pct", "rmmod", "systemctl"),
    ],
    flags: [
      { name: "stop-guests", help: "stop containers that use the loaded driver; they are not started again" },
      { name: "reboot", help: "reboot where the run cannot go on before a reboot" },
    ],
    waits: [
      {
        name: "guest_stop",
        deadline: expressionOf(guestDeadline),
        polls: "pct status of a container under high availability",
      },
    ],
  });
}
