import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { nvidiaNodes } from "./index.ts";

const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const gpus: Value<string> = { expression: { type: "config", path: ["gpus"] } };
const passthrough: Proof<"gpu-passthrough"> = { claim: "gpu-passthrough", step: "passthrough" };

/** Which nodes there are to be is known from the step that gave them: the guard takes no argument. */
export const cases: KindCases = {
  kind: "nvidia-nodes",
  cases: [
    {
      name: "looks at the nodes that were given",
      resource: () => nvidiaNodes({ gpus, deadline, passthrough }),
      guard: ["wait_for_nvidia_device"],
    },
    {
      name: "says which GPUs they belong to",
      resource: () => nvidiaNodes({ gpus: "0 1", deadline, passthrough }),
      guard: ["wait_for_nvidia_device"],
    },
    {
      name: "reads the nodes, so that what gives them is pending before it",
      resource: () => nvidiaNodes({ gpus, deadline, passthrough }),
      guard: ["wait_for_nvidia_device"],
      effects: ["reads device /dev/nvidia*"],
    },
    {
      name: "takes a deadline that is known when compiling",
      resource: () =>
        nvidiaNodes({ gpus, deadline: { expression: { type: "literal", text: "5" } }, passthrough }),
      guard: ["wait_for_nvidia_device"],
    },
  ],
};
