import { call } from "../../model/call.ts";
import { provides, reads, removes, uses, writes } from "../../model/effect.ts";
import type { Sha256, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, named, text, type Value } from "../../model/value.ts";

/** The `.run` and what it is to install. */
export interface NvidiaDriverProps {
  /** Proof that the file is here. */
  readonly runfile: Proof<"runfile">;
  /** Its path; no blanks, since the file's own head does not quote it (facts: nvidia.md §1.7). */
  readonly installer: Input<string>;
  /** Its sha256: compared once more before it runs. */
  readonly sha256: Value<Sha256>;
  readonly version: Value<Version>;
  /** `open` or `proprietary`; empty leaves the choice to the installer. Drivers before 555.42.02 offer none. */
  readonly moduleType: Value<string | undefined>;
  /** Proof that the kernels have headers. */
  readonly headers: Proof<"kernel-headers">;
  /** Proof that no driver is left that was not installed from a `.run`. */
  readonly purged: Proof<"driver-purge">;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The driver of this version with its kernel module, by dkms, for the running kernel and the one that boots next.
 * Judged by its libraries, the installer's own record, dkms's links and the taint flags of the loaded module, which tell
 * the open one from the proprietary; after an apply also by what modinfo says.
 * The `.run` does not run where only the module for a kernel is missing: dkms builds that. The options are those that
 * the branch knows (facts: nvidia.md §1.1). On failure the end of the installer's log is shown.
 *
 * @example
 * host.ensure("driver", nvidiaDriver({ runfile, installer, sha256, version: nvidia.version, moduleType, headers, purged }));
 * // guard_driver() { driver_is_installed "$NVIDIA_DRIVER_VERSION" "$NVIDIA_DRIVER_KERNEL_MODULE_TYPE"; }
 */
export function nvidiaDriver(props: NvidiaDriverProps): Resource<"nvidia-driver"> {
  const { runfile, sha256, version, moduleType, headers, purged, needs = [] } = props;
  const installer = named("INSTALLER", props.installer);
  return resource({
    kind: "nvidia-driver",
    claim: "nvidia-driver",
    summary: text`NVIDIA driver ${version} with its kernel module`.expression,
    guard: call("driver_is_installed", version, moduleType),
    apply: call("install_driver", version, installer, sha256, moduleType),
    verify: call("driver_is_proven", version, moduleType),
    preflight: call("driver_can_be_installed", version, installer, moduleType),
    needs: [runfile, headers, purged, ...needs],
    effects: [...files(version), ...uses("command", "dkms", "modinfo", "sh", "df")],
    evidence: { claims: "version", guard: "version" },
  });
}

/** What tells that a driver is installed, and what the installer brings. */
function files(version: Value<Version>) {
  const state = [
    "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.*",
    "/usr/lib/x86_64-linux-gnu/libcuda.so.*",
    "/var/lib/nvidia/*",
    "/var/lib/dkms/nvidia/*",
    "/usr/bin/nvidia-smi",
    "/usr/bin/nvidia-modprobe",
  ];
  const mark = "/var/lib/phoenix_hypervisor/unfinished-driver";
  return [
    ...reads("file", ...state, mark, "/proc/sys/kernel/osrelease", "/boot/vmlinuz-*", "/etc/kernel/*-pin"),
    ...provides("file", ...state, text`/usr/src/nvidia-${version}`, "/lib/modules/*"),
    ...provides("module", "nvidia", "nvidia_uvm"),
    ...provides("command", "nvidia-smi", "nvidia-modprobe"),
    ...removes("file", "/usr/src/nvidia-*"),
    ...writes("file", mark, "/var/log/nvidia-installer.log", "/var/log/nvidia-uninstall.log"),
    ...writes("file", "/var/lib/phoenix_hypervisor/unpack"),
  ];
}
