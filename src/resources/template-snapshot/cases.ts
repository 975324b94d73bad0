import type { KindCases } from "../../model/cases.ts";
import type { Sha256 } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { templateSnapshot } from "./index.ts";

const healthy: Proof<"container-healthy"> = { claim: "container-healthy", step: "health" };
const digest: Value<Sha256> = { expression: { type: "config", path: ["digest"] } };
const props = { ctid: "901", name: "gpu", digest, storage: "local-zfs", mountPoints: "", needs: [healthy] };
const guard = ['snapshot_is_taken 901 gpu "$DIGEST"'];

/** The digest is what tells a snapshot of today from one of yesterday. */
export const cases: KindCases = {
  kind: "template-snapshot",
  cases: [
    {
      name: "knows the digest of what is declared now",
      resource: () => templateSnapshot(props),
      guard,
    },
    {
      name: "takes the snapshot with that digest",
      resource: () => templateSnapshot(props),
      guard,
      apply: ['take_snapshot 901 gpu "$DIGEST"'],
    },
    {
      name: "asks before the first change whether the container can have one",
      resource: () => templateSnapshot(props),
      guard,
      preflight: ["snapshot_is_possible 901 gpu local-zfs ''"],
    },
    {
      name: "reads what the configuration has of snapshots",
      resource: () => templateSnapshot({ ...props, ctid: "902" }),
      guard: ['snapshot_is_taken 902 gpu "$DIGEST"'],
      effects: ["reads file /etc/pve/lxc/902.conf", "reads file /etc/pve/storage.cfg", "uses command pct"],
    },
  ],
};
