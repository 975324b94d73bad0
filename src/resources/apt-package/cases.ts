import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import { dotsToDashes, text, type Value } from "../../model/value.ts";
import { aptPackage } from "./index.ts";

const lockDeadline: Value<Seconds> = { expression: { type: "config", path: ["apt", "deadline"] } };
const cuda: Value<string> = { expression: { type: "config", path: ["cuda"] } };
const from = { claim: "cuda-repository", step: "cuda_repository" } as const;

/** The simulation that looks for drivers is part of the apply, and of the preflight where apt knows the package. */
export const cases: KindCases = {
  kind: "apt-package",
  cases: [
    {
      name: "is simulated before it is installed",
      resource: () => aptPackage({ name: "cuda-toolkit-12-8", from, lockDeadline }),
      guard: ["packages_are_installed cuda-toolkit-12-8"],
      apply: ['install_without_driver "$APT_DEADLINE" cuda-toolkit-12-8'],
      preflight: ["package_is_installable cuda-toolkit-12-8"],
    },
    {
      name: "may have a release from the configuration in its name",
      resource: () => aptPackage({ name: text`cuda-toolkit-${dotsToDashes(cuda)}`, from, lockDeadline }),
      guard: ['packages_are_installed "cuda-toolkit-${CUDA//./-}"'],
      apply: ['install_without_driver "$APT_DEADLINE" "cuda-toolkit-${CUDA//./-}"'],
    },
    {
      name: "owns the package",
      resource: () => aptPackage({ name: "nsight", from, lockDeadline }),
      guard: ["packages_are_installed nsight"],
      effects: ["reads package nsight", "writes package nsight", "uses command apt-get"],
    },
    {
      name: "brings files that later steps look at",
      resource: () => aptPackage({ name: "cuda-nvcc-12-8", from, lockDeadline, files: ["/usr/local/cuda*"] }),
      guard: ["packages_are_installed cuda-nvcc-12-8"],
      effects: ["provides file /usr/local/cuda*"],
    },
  ],
};
