import { call } from "../../model/call.ts";
import type { KindCases } from "../../model/cases.ts";
import type { GpuIndices, Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { computed, type Value } from "../../model/value.ts";
import { gpuPassthrough } from "./index.ts";

const container: Proof<"lxc-container"> = { claim: "lxc-container", step: "container" };
const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };
const gpus = computed<GpuIndices>(
  "WANTED_GPUS",
  "the GPUs of the container",
  call("choose_where", "0 1", "true"),
);
const mode: Value<string> = { expression: { type: "config", path: ["passthrough"] } };
const lockDeadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const props = { container, ctid, gpus, mode, lockDeadline };
const guard = ['passthrough_is_configured "$CTID" "$WANTED_GPUS" "$PASSTHROUGH"'];

/** The way is a value of the configuration: the bash knows both. */
export const cases: KindCases = {
  kind: "gpu-passthrough",
  cases: [
    {
      name: "waits for Proxmox's lock with a deadline",
      resource: () => gpuPassthrough(props),
      guard,
      apply: ['configure_host_gpu_passthrough "$CTID" "$WANTED_GPUS" "$PASSTHROUGH" "$DEADLINE"'],
    },
    {
      name: "asks before the first change whether this Proxmox knows the way",
      resource: () => gpuPassthrough(props),
      guard,
      preflight: ['passthrough_is_possible "$CTID" "$WANTED_GPUS" "$PASSTHROUGH"'],
    },
    {
      name: "takes no GPU as an empty word",
      resource: () => gpuPassthrough({ ...props, gpus: { expression: { type: "literal", text: "" } } }),
      guard: ['passthrough_is_configured "$CTID" \'\' "$PASSTHROUGH"'],
    },
    {
      name: "owns the GPU lines, and sees who else changes the configuration",
      resource: () => gpuPassthrough(props),
      guard,
      effects: [
        "writes config-line GPU lines of /etc/pve/lxc/CTID.conf",
        "reads file /etc/pve/lxc/CTID.conf",
        "uses command pct",
      ],
    },
  ],
};
