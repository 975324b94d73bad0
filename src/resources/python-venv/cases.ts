import type { KindCases } from "../../model/cases.ts";
import { pythonVenv } from "./index.ts";

const packages = { claim: "packages", step: "packages" } as const;

/** No arguments: which Python it is, the packages say. */
export const cases: KindCases = {
  kind: "python-venv",
  cases: [
    {
      name: "is compared with what was tried",
      resource: () => pythonVenv({ packages }),
      guard: ["python_makes_venvs"],
      effects: ["reads package python3", "reads package python3-venv"],
    },
    {
      name: "is tried by making one",
      resource: () => pythonVenv({ packages }),
      guard: ["python_makes_venvs"],
      apply: ["try_venv"],
    },
    {
      name: "may stand on inherited packages",
      resource: () => pythonVenv({ packages: { claim: "packages-verified", step: "complete" } as const }),
      guard: ["python_makes_venvs"],
    },
    {
      name: "owns the note of what was tried",
      resource: () => pythonVenv({ packages }),
      guard: ["python_makes_venvs"],
      effects: ["writes file /var/lib/phoenix_hypervisor/python-venv"],
    },
  ],
};
