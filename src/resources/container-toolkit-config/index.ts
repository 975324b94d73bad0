import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf } from "../../model/value.ts";

/** What must be there before the toolkit can be configured. */
export interface ContainerToolkitConfigProps {
  /** Proof that the package nvidia-container-toolkit is installed. */
  readonly toolkit: Proof<"package">;
}

/**
 * NVIDIA's container toolkit inside a container leaves the rules for devices alone: `no-cgroups = true` in the section
 * `[nvidia-container-cli]` of its configuration. They are the host's, and in there nobody may change them; without this a
 * container of Docker with a GPU does not start ("failed to add device rules"; facts: nvidia.md §7). Read without a
 * process, written by the toolkit's own nvidia-ctk, which keeps all else.
 *
 * @example
 * ready.ensure("toolkit_config", containerToolkitConfig({ toolkit }));
 * // inside_guard_toolkit_config() { toolkit_leaves_cgroups_alone; }
 * // inside_apply_toolkit_config() { leave_cgroups_alone; }
 */
export function containerToolkitConfig({
  toolkit,
}: ContainerToolkitConfigProps): Resource<"container-toolkit-config"> {
  const file = "/etc/nvidia-container-runtime/config.toml";
  return resource({
    kind: "container-toolkit-config",
    claim: "container-toolkit-config",
    summary: expressionOf("the container toolkit leaves the rules for devices to the host"),
    guard: call("toolkit_leaves_cgroups_alone"),
    apply: call("leave_cgroups_alone"),
    needs: [toolkit],
    effects: [
      ...reads("file", file),
      ...writes("config-line", `no-cgroups in ${file}`),
      ...uses("command", "nvidia-ctk"),
    ],
  });
}
