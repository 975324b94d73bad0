import { call } from "../../model/call.ts";
import { reads, uses } from "../../model/effect.ts";
import type { Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text, type Value } from "../../model/value.ts";

/** The driver that is asked. */
export interface NvidiaSmiProps {
  /** Proof that it is installed. */
  readonly driver: Proof<"nvidia-driver">;
  /** Proof that its nodes are there: as root the question would make some of them, and never those of nvidia-uvm. */
  readonly nodes: Proof<"nvidia-devices">;
  readonly version: Value<Version>;
}

/**
 * nvidia-smi answers with this one version for every GPU, and the loaded module is of the same. The exit code comes
 * first, since its error texts stand on stdout (facts: nvidia.md §2). Changes nothing: it is asked only where module
 * and nodes are there.
 *
 * @example
 * const verified = host.verify("driver_answers", nvidiaSmi({ driver, nodes, version: nvidia.version }));
 * // guard_driver_answers() { driver_answers "$NVIDIA_DRIVER_VERSION"; }
 */
export function nvidiaSmi({ driver, nodes, version }: NvidiaSmiProps): Resource<"nvidia-driver-verified"> {
  return resource({
    kind: "nvidia-smi",
    claim: "nvidia-driver-verified",
    summary: text`nvidia-smi answers with ${version}`.expression,
    guard: call("driver_answers", version),
    needs: [driver, nodes],
    effects: [
      ...reads("module", "nvidia"),
      ...reads("device", "/dev/nvidia*"),
      ...uses("command", "nvidia-smi"),
    ],
    evidence: { claims: "version", guard: "version" },
  });
}
