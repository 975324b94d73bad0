import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { lxcDefinition } from "./index.ts";

const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };
const own = (field: string): Value<string> => ({
  expression: { type: "config", path: ["lxc_configs", "*", field] },
});
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const nothing = { parent: "", snapshot: "", template: "", hostname: "", storage: "", size: "" };
const props = { ...nothing, ctid, unprivileged: own("unprivileged"), deadline };
const guard = ['container_is_defined "$CTID"'];

/** From a template or from a parent: which, the bash decides, since it is a value of the configuration. */
export const cases: KindCases = {
  kind: "lxc-definition",
  cases: [
    {
      name: "makes a container from a template on a storage",
      resource: () =>
        lxcDefinition({ ...props, template: own("template"), storage: own("storage_pool"), size: "16" }),
      guard,
      apply: [
        `define_container "$CTID" '' '' "$CONTAINER_TEMPLATE" '' "$CONTAINER_STORAGE_POOL" 16 "$CONTAINER_UNPRIVILEGED" "$DEADLINE"`,
      ],
    },
    {
      name: "clones a parent from its snapshot",
      resource: () => lxcDefinition({ ...props, parent: "901", snapshot: "gpu-snapshot", hostname: "x" }),
      guard,
      apply: [`define_container "$CTID" 901 gpu-snapshot '' x '' '' "$CONTAINER_UNPRIVILEGED" "$DEADLINE"`],
    },
    {
      name: "asks before the first change whether all is there that it takes",
      resource: () => lxcDefinition({ ...props, parent: "901", snapshot: "gpu-snapshot", address: "dhcp" }),
      guard,
      preflight: [`container_can_be_defined "$CTID" 901 gpu-snapshot '' '' "$CONTAINER_UNPRIVILEGED" dhcp`],
    },
    {
      name: "is a pending change for all that reads the configuration",
      resource: () => lxcDefinition(props),
      guard,
      effects: [
        "provides file /etc/pve/lxc/CTID.conf",
        "reads file /etc/pve/storage.cfg",
        "uses command pct",
        "uses command ssh-keygen",
      ],
    },
  ],
};
