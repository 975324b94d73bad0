import type { KindCases } from "../../model/cases.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { declaredFeatures } from "./index.ts";

const running: Proof<"container-running"> = { claim: "container-running", step: "running" };

const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };

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
    {
      name: "change the container, so that what is asked of it afterwards waits for them",
      resource: () => declaredFeatures({ ctid: "901", running }),
      guard: ["run_declared_features"],
      effects: ["writes container 901"],
    },
    {
      name: "take a container that the configuration names",
      resource: () => declaredFeatures({ ctid, running }),
      guard: ["run_declared_features"],
      effects: ["reads container CTID"],
    },
  ],
};
