import type { KindCases } from "../../model/cases.ts";
import type { Value } from "../../model/value.ts";
import { lxcContainer } from "./index.ts";

const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };

/** One argument, the CTID; everything else is found on the node. */
export const cases: KindCases = {
  kind: "lxc-container",
  cases: [
    {
      name: "asks about the container that the operator names",
      resource: () => lxcContainer({ ctid }),
      guard: ['container_can_be_changed "$CTID"'],
    },
    {
      name: "asks about a container that is known when compiling",
      resource: () => lxcContainer({ ctid: "901" }),
      guard: ["container_can_be_changed 901"],
    },
    {
      name: "reads where else the guest may be",
      resource: () => lxcContainer({ ctid }),
      guard: ['container_can_be_changed "$CTID"'],
      effects: ["reads file /etc/pve/.vmlist"],
    },
    {
      name: "looks at the cluster's right to write, and at the configuration of the container",
      resource: () => lxcContainer({ ctid }),
      guard: ['container_can_be_changed "$CTID"'],
      effects: ["reads file /etc/pve/local", "reads file /etc/pve/lxc/*"],
    },
  ],
};
