import type { KindCases } from "../../model/cases.ts";
import type { Proof } from "../../model/proof.ts";
import { declaredFeatures } from "./index.ts";

const running: Proof<"container-running"> = { claim: "container-running", step: "running" };

/** Which features a container declares is known when the script runs: the frame goes through them. */
export const cases: KindCases = {
  kind: "declared-features",
  cases: [
    {
      name: "are run by the frame",
      resource: () => declaredFeatures({ ctid: "901", running }),
      guard: ["run_declared_features"],
    },
    {
      name: "see what starts or changes the container",
      resource: () => declaredFeatures({ ctid: "902", running }),
      guard: ["run_declared_features"],
      effects: ["reads container 902"],
    },
  ],
};
