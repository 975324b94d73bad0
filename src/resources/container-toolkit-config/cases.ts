import type { KindCases } from "../../model/cases.ts";
import type { Proof } from "../../model/proof.ts";
import { containerToolkitConfig } from "./index.ts";

const toolkit: Proof<"package"> = { claim: "package", step: "toolkit" };

/** There is one right state, whatever the values. */
export const cases: KindCases = {
  kind: "container-toolkit-config",
  cases: [
    {
      name: "is read where the toolkit keeps it",
      resource: () => containerToolkitConfig({ toolkit }),
      guard: ["toolkit_leaves_cgroups_alone"],
      effects: ["reads file /etc/nvidia-container-runtime/config.toml"],
    },
    {
      name: "is written by the toolkit's own command",
      resource: () => containerToolkitConfig({ toolkit }),
      guard: ["toolkit_leaves_cgroups_alone"],
      apply: ["leave_cgroups_alone"],
      effects: ["uses command nvidia-ctk"],
    },
    {
      name: "owns one setting, not the file",
      resource: () => containerToolkitConfig({ toolkit }),
      guard: ["toolkit_leaves_cgroups_alone"],
      effects: ["writes config-line no-cgroups in /etc/nvidia-container-runtime/config.toml"],
    },
    {
      name: "comes after the package, whatever its step is called",
      resource: () => containerToolkitConfig({ toolkit: { ...toolkit, step: "gpu_toolkit" } }),
      guard: ["toolkit_leaves_cgroups_alone"],
    },
  ],
};
