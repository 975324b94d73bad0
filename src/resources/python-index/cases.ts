import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { pythonIndex } from "./index.ts";

const sha256: Value<Sha256> = { expression: { type: "config", path: ["demo", "sha256"] } };
const packages: Value<Url> = { expression: { type: "config", path: ["demo", "index"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["demo", "deadline"] } };
const running: Proof<"container-running"> = { claim: "container-running", step: "running" };
const props = { path: "/opt/demo", sha256, packages, deadline } as const;

/** It asks for the environment first. */
export const cases: KindCases = {
  kind: "python-index",
  cases: [
    {
      name: "is asked for with the environment that needs it",
      resource: () => pythonIndex(props),
      guard: ['python_index_is_within_reach /opt/demo "$DEMO_SHA256" "$DEMO_INDEX"'],
    },
    {
      name: "may be a directory that is known when compiling",
      resource: () => pythonIndex({ ...props, packages: "/srv/wheels" }),
      guard: ['python_index_is_within_reach /opt/demo "$DEMO_SHA256" /srv/wheels'],
    },
    {
      name: "reads routes and names, and sends nothing",
      resource: () => pythonIndex(props),
      guard: ['python_index_is_within_reach /opt/demo "$DEMO_SHA256" "$DEMO_INDEX"'],
      effects: ["reads file /proc/net/route", "reads command getent"],
    },
    {
      name: "may come after other steps",
      resource: () => pythonIndex({ ...props, needs: [running] }),
      guard: ['python_index_is_within_reach /opt/demo "$DEMO_SHA256" "$DEMO_INDEX"'],
    },
  ],
};
