import type { KindCases } from "../../model/cases.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { dockerEngine } from "./index.ts";

const field = <T>(name: string): Value<T> => ({ expression: { type: "config", path: [name] } });
const service: Proof<"service-running"> = { claim: "service-running", step: "service" };
const common = { service, version: "", storageDriver: "", runtime: "", origin: field<string>("origin") };

/** Each demand may be left open. */
export const cases: KindCases = {
  kind: "docker-engine",
  cases: [
    {
      name: "may be any that answers",
      resource: () => dockerEngine(common),
      guard: ["docker_engine_answers '' '' '' \"$ORIGIN\""],
    },
    {
      name: "may be of a version that the configuration names",
      resource: () => dockerEngine({ ...common, version: field("version") }),
      guard: ["docker_engine_answers \"$VERSION\" '' '' \"$ORIGIN\""],
    },
    {
      name: "may have to offer a runtime, and work with a storage driver",
      resource: () => dockerEngine({ ...common, storageDriver: "overlay2", runtime: "nvidia" }),
      guard: ["docker_engine_answers '' overlay2 nvidia \"$ORIGIN\""],
    },
    {
      name: "is asked, and not changed",
      resource: () => dockerEngine(common),
      guard: ["docker_engine_answers '' '' '' \"$ORIGIN\""],
      effects: ["reads unit docker.service", "uses command systemctl", "reads command docker"],
    },
  ],
};
