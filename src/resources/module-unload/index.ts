import { call } from "../../model/call.ts";
import { provides, reads, removes, uses } from "../../model/effect.ts";
import type { Seconds, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, named, text, type Value } from "../../model/value.ts";

/** Which driver may stay in the kernel. */
export interface ModuleUnloadProps {
  /** Proof that the file that replaces the old driver is here: nothing goes before it. */
  readonly runfile: Proof<"runfile">;
  /** Path of that file. */
  readonly installer: Input<string>;
  readonly version: Value<Version>;
  /** Seconds a container may take to shut down before it is stopped hard. */
  readonly guestDeadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The kernel holds no NVIDIA module, or the wanted version with its files complete: an installer must never discover a
 * module in use (facts: nvidia.md §1.6). Before the first change its users are named, running containers and
 * processes of the host; `--stop-guests` agrees to stopping the containers. Then one rmmod takes the whole family.
 * Where something else still holds it, the run asks for a reboot (exit code 10, §4.3).
 *
 * @example
 * host.ensure("old_module", moduleUnload({ runfile, installer, version: nvidia.version, guestDeadline }));
 * // guard_old_module() { old_module_is_gone "$NVIDIA_DRIVER_VERSION" "$OLD_MODULE_INSTALLER"; }
 * // preflight_old_module() { users_let_go "$NVIDIA_DRIVER_VERSION" "$OLD_MODULE_INSTALLER"; }
 * // apply_old_module() { unload_modules "$NVIDIA_DRIVER_GUEST_DEADLINE_SECONDS"; }
 */
export function moduleUnload(props: ModuleUnloadProps): Resource<"module-unload"> {
  const { runfile, version, guestDeadline, needs = [] } = props;
  const installer = named("INSTALLER", props.installer);
  return resource({
    kind: "module-unload",
    claim: "module-unload",
    summary: text`no NVIDIA module in the kernel that is not of a complete ${version}`.expression,
    guard: call("old_module_is_gone", version, installer),
    apply: call("unload_modules", guestDeadline),
    preflight: call("users_let_go", version, installer),
    needs: [runfile, ...needs],
    effects: [
      ...reads("module", "nvidia"),
      ...reads(
        "file",
        "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.*",
        "/var/lib/nvidia/log",
        "/etc/pve/lxc/*",
      ),
      ...reads("file", text`${props.installer}.unfinished`),
      ...removes("module", "nvidia"),
      ...provides("file", "/run/reboot-required"),
      ...uses("command", "pct", "rmmod", "systemctl"),
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
