import { call } from "../../model/call.ts";
import type { KindCases } from "../../model/cases.ts";
import type { GpuIndices, Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { computed, type Value } from "../../model/value.ts";
import { containerRestart } from "./index.ts";

const passthrough: Proof<"gpu-passthrough"> = { claim: "gpu-passthrough", step: "passthrough" };
const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };
const gpus = computed<GpuIndices>(
  "WANTED_GPUS",
  "the GPUs of the container",
  call("choose_where", "0 1", "true"),
);
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const props = { passthrough, ctid, gpus, deadline };
const guard = ['container_runs_as_configured "$CTID" "$WANTED_GPUS" passthrough'];

/** The host's side asks and restarts; inside nothing is changed. */
export const cases: KindCases = {
  kind: "container-restart",
  cases: [
    {
      name: "knows the step that changes the configuration",
      resource: () => containerRestart({ ...props, passthrough: { ...passthrough, step: "gpus" } }),
      guard: ['container_runs_as_configured "$CTID" "$WANTED_GPUS" gpus'],
    },
    {
      name: "restarts within a deadline",
      resource: () => containerRestart(props),
      guard,
      apply: ['restart_container "$CTID" "$DEADLINE"'],
    },
    {
      name: "is content with a start: nodes that come later are waited for",
      resource: () => containerRestart(props),
      guard,
      verify: ['container_has_restarted "$CTID"'],
    },
    {
      name: "is a pending change for all that is looked at inside",
      resource: () => containerRestart(props),
      guard,
      effects: [
        "provides container CTID",
        "reads config-line GPU lines of /etc/pve/lxc/CTID.conf",
        "uses command pct",
      ],
    },
  ],
};
