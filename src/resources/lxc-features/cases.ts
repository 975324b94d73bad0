import type { KindCases } from "../../model/cases.ts";
import type { Value } from "../../model/value.ts";
import { lxcFeatures } from "./index.ts";

const ctid: Value<string> = { expression: { type: "argument", name: "CTID" } };

/** Names in two words: those that every container needs, and those that only an unprivileged one does. */
export const cases: KindCases = {
  kind: "lxc-features",
  cases: [
    {
      name: "are asked of every container",
      resource: () => lxcFeatures({ ctid, names: ["nesting"] }),
      guard: ["container_has_features \"$CTID\" nesting ''"],
    },
    {
      name: "may be more where the container is unprivileged",
      resource: () => lxcFeatures({ ctid, names: ["nesting"], unprivileged: ["keyctl"] }),
      guard: ['container_has_features "$CTID" nesting keyctl'],
    },
    {
      name: "may be several",
      resource: () => lxcFeatures({ ctid, names: ["nesting", "fuse"], unprivileged: ["keyctl", "mknod"] }),
      guard: ["container_has_features \"$CTID\" 'nesting fuse' 'keyctl mknod'"],
    },
    {
      name: "are read from the container's configuration, and written by nobody here",
      resource: () => lxcFeatures({ ctid: "901", names: ["nesting"] }),
      guard: ["container_has_features 901 nesting ''"],
      effects: ["reads file /etc/pve/lxc/901.conf"],
    },
  ],
};
