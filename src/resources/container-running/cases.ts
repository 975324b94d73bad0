import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { containerRunning } from "./index.ts";

const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const settings: Proof<"container-settings"> = { claim: "container-settings", step: "settings" };

/** Looked at without pct; started, or restarted where settings wait for it. */
export const cases: KindCases = {
  kind: "container-running",
  cases: [
    {
      name: "is seen without a process",
      resource: () => containerRunning({ ctid, deadline }),
      guard: ['container_is_running "$CTID"'],
      effects: ["reads file /proc/net/unix"],
    },
    {
      name: "is started within a deadline",
      resource: () => containerRunning({ ctid, deadline }),
      guard: ['container_is_running "$CTID"'],
      apply: ['start_container "$CTID" "$DEADLINE"'],
      effects: ["uses command pct"],
    },
    {
      name: "takes settings that wait for a restart, where they are those of an earlier step",
      resource: () => containerRunning({ ctid, deadline, settings }),
      guard: ['container_runs_as_set "$CTID"'],
      apply: ['start_container_anew "$CTID" "$DEADLINE"'],
      effects: [
        "reads file /etc/pve/lxc/CTID.conf",
        "reads config-line settings of /etc/pve/lxc/CTID.conf",
        "reads config-line GPU lines of /etc/pve/lxc/CTID.conf",
      ],
    },
    {
      name: "may be a container that is known when compiling, and is a change for all that is looked at inside",
      resource: () => containerRunning({ ctid: "901", deadline }),
      guard: ["container_is_running 901"],
      effects: ["provides container 901"],
    },
  ],
};
