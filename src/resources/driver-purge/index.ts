import { call } from "../../model/call.ts";
import { reads, removes, uses } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Value } from "../../model/value.ts";

/** What goes, and who agreed to it. */
export interface DriverPurgeProps {
  /** Proof that the old module is out of the kernel. */
  readonly unloaded: Proof<"module-unload">;
  /** The version that is to stay. */
  readonly version: Value<Version>;
  /** Consent by the configuration; `--purge` is consent too. */
  readonly consent: Value<boolean>;
  /** Seconds to wait for the locks of apt and dpkg. */
  readonly lockDeadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/** The globs of `templates/library/driver-packages.sh`. */
const driverPackages = [
  "cuda-drivers*",
  "libcuda1*",
  "libcudadebugger1*",
  "libnvcuvid1*",
  "libnvoptix1*",
  "nvidia-driver*",
  "nvidia-kernel-*",
  "nvidia-dkms-*",
  "nvidia-open*",
  "nvidia-headless*",
  "nvidia-image*",
  "nvidia-utils*",
  "nvidia-compute-utils*",
  "nvidia-firmware-*",
  "nvidia-smi",
  "nvidia-settings",
  "nvidia-xconfig",
  "nvidia-persistenced",
  "nvidia-modprobe",
  "nvidia-alternative*",
  "nvidia-legacy-*",
  "nvidia-tesla-*",
  "nvidia-support",
  "nvidia-installer-cleanup",
  "nvidia-vdpau-driver",
  "nvidia-opencl-*",
  "nvidia-libopencl1*",
  "nvidia-cuda-mps",
  "nvidia-egl-*",
  "nvidia-vulkan-*",
  "nvidia-suspend-common",
  "nvidia-powerd",
  "libnvidia-legacy-*",
  "libnvidia-tesla-*",
  "libnvidia-gpucomp*",
  "libnvidia-pkcs11*",
  "libnvidia-compiler*",
  "libnvidia-opticalflow*",
  "libnvidia-ngx*",
  "libnvidia-vksc*",
  "libnvidia-compute*",
  "libnvidia-ml*",
  "libnvidia-cfg*",
  "libnvidia-gl*",
  "libnvidia-encode*",
  "libnvidia-decode*",
  "libnvidia-extra*",
  "libnvidia-fbc*",
  "libnvidia-common*",
  "libnvidia-nvvm*",
  "libnvidia-ptxjit*",
  "libnvidia-eglcore*",
  "libnvidia-glcore*",
  "libnvidia-glvkspirv*",
  "libnvidia-rtcore*",
  "libnvidia-allocator*",
  "libnvidia-api*",
  "libegl*-nvidia*",
  "libgl1*-nvidia*",
  "libgles*-nvidia*",
  "libglx*-nvidia*",
  "xserver-xorg-video-nvidia*",
  "glx-alternative-nvidia*",
  "linux-modules-nvidia-*",
  "linux-objects-nvidia-*",
  "linux-signatures-nvidia-*",
];

/**
 * No driver that was not installed from the `.run`: no driver packages (an explicit list from what dpkg knows, never a
 * glob to apt; neither the container toolkit nor firmware), no builds of dkms but the wanted one, no libraries of other
 * versions (facts: nvidia.md §4.1, §4.2). A driver of an older `.run` is left to the new installer.
 *
 * Before the first change apt is asked what would go, packages that depend on these included. Without consent that list
 * ends the run with exit code 4, with consent it is a warning. A file that belongs to a package which stays is never
 * removed: the run ends with exit code 4 and names the package.
 *
 * @example
 * host.ensure("old_driver", driverPurge({ unloaded, version: nvidia.version, consent: nvidia.purge_existing, lockDeadline }));
 * // guard_old_driver() { foreign_driver_is_gone "$NVIDIA_DRIVER_VERSION"; }
 * // preflight_old_driver() { purge_is_agreed "$NVIDIA_DRIVER_VERSION" "$NVIDIA_DRIVER_PURGE_EXISTING"; }
 * // apply_old_driver() { purge_foreign_driver "$NVIDIA_DRIVER_VERSION" "$NVIDIA_DRIVER_APT_LOCK_DEADLINE_SECONDS"; }
 */
export function driverPurge(props: DriverPurgeProps): Resource<"driver-purge"> {
  const { unloaded, version, consent, lockDeadline, needs = [] } = props;
  const files = [
    "/usr/lib/x86_64-linux-gnu/libnvidia-*",
    "/usr/lib/x86_64-linux-gnu/libcuda*",
    "/var/lib/dkms/nvidia*",
    "/usr/lib/nvidia/alternate-install-present",
  ];
  return resource({
    kind: "driver-purge",
    claim: "driver-purge",
    summary: {
      type: "literal",
      text: "no driver that was not installed from the .run (packages, dkms builds, libraries)",
    },
    guard: call("foreign_driver_is_gone", version),
    apply: call("purge_foreign_driver", version, lockDeadline),
    preflight: call("purge_is_agreed", version, consent),
    facts: [fact("observe_packages")],
    needs: [unloaded, ...needs],
    effects: [
      ...reads("package", ...driverPackages),
      ...reads("file", ...files, "/var/lib/nvidia/log"),
      ...removes("package", ...driverPackages),
      ...removes("file", ...files),
      ...uses("command", "apt-get", "dkms", "dpkg", "dpkg-query"),
    ],
    flags: [
      { name: "purge", help: "remove driver packages and leftovers that were not installed from a .run" },
    ],
    waits: [{ name: "apt_lock", deadline: expressionOf(lockDeadline), polls: "the locks of apt and dpkg" }],
  });
}
