import { call } from "../../model/call.ts";
import { provides, reads, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Sha256, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { basename, type Input, named, text, type Value } from "../../model/value.ts";

/** The `.run` that installed the host, and what the container is to have of it. */
export interface NvidiaUserSpaceProps {
  /** Its path on the host; no blanks, since the file's own head does not quote it (facts: nvidia.md §1.7). */
  readonly installer: Input<string>;
  /** Its sha256: compared on the host, after its way into the container, and once more before it runs. */
  readonly sha256: Value<Sha256>;
  /** The version of the host's module; another one cannot talk to it. */
  readonly version: Value<Version>;
  /** Proof that the GPU's nodes are in the container. */
  readonly nodes: Proof<"nvidia-devices">;
  /** Proofs of what must hold before, such as the tools of kmod, without which the installer does nothing. */
  readonly needs?: readonly Proof[];
}

/** Of our own directory: what is in the container only until the installer has run. */
const ours = "/var/lib/phoenix_hypervisor";

/**
 * The driver without its kernel module, inside a container: libraries and commands of exactly this version, left by
 * the installer itself, and equal to the module in the host's kernel. The same file as the host's is brought into the
 * container for the time of the installation. An older user space is removed first, without touching modules; a driver
 * from packages is refused with exit 4, never removed. The installer's options are those that its release knows
 * (facts: nvidia.md §1.1, §1.6); on failure the end of its log is shown.
 *
 * @example
 * const driver = ready.ensure("driver", nvidiaUserSpace({ installer, sha256, version: nvidia.version, nodes, needs: [tools] }));
 * // guard_driver() { ask_for_user_space; }
 * // apply_driver() { bring_user_space "$DRIVER_INSTALLER" "$SHA256" "$DRIVER_COPY"; }
 * // inside_guard_driver() { user_space_is_installed "$NVIDIA_DRIVER_VERSION"; }
 * // inside_apply_driver() { install_user_space "$DRIVER_COPY" "$SHA256" "$NVIDIA_DRIVER_VERSION"; }
 */
export function nvidiaUserSpace(props: NvidiaUserSpaceProps): Resource<"nvidia-driver"> {
  const { sha256, version, nodes, needs = [] } = props;
  const installer = named("INSTALLER", props.installer);
  const copyPath = text`${ours}/${basename(props.installer)}`;
  const copy = named("COPY", copyPath);
  return resource({
    kind: "nvidia-user-space",
    claim: "nvidia-driver",
    summary: text`NVIDIA driver ${version} without its kernel module`.expression,
    guard: call("ask_for_user_space"),
    apply: call("bring_user_space", installer, sha256, copy),
    inside: {
      guard: call("user_space_is_installed", version),
      apply: call("install_user_space", copy, sha256, version),
      facts: [fact("observe_packages")],
    },
    needs: [nodes, ...needs],
    effects: files(props.installer, copyPath),
    evidence: { claims: "version", guard: "version" },
  });
}

/** What tells that it is installed, what the installer brings, and what is there only for a while. */
function files(installer: Input, copy: Input) {
  const state = [
    "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.*",
    "/usr/lib/x86_64-linux-gnu/libcuda.so.*",
    "/var/lib/nvidia/*",
    "/usr/bin/nvidia-smi",
  ];
  const mark = `${ours}/unfinished-driver`;
  return [
    ...reads("file", installer, ...state, mark),
    ...reads("package", "nvidia-*", "libnvidia-*", "libcuda1", "cuda-drivers*"),
    ...provides("file", ...state),
    ...provides("command", "nvidia-smi", "nvidia-uninstall"),
    ...writes("file", copy, `${ours}/*.run`, mark, `${ours}/unpack`),
    ...writes("file", "/var/log/nvidia-installer.log", "/var/log/nvidia-uninstall.log"),
  ];
}
