import type { KindCases } from "../../model/cases.ts";
import type { Proof } from "../../model/proof.ts";
import { systemUser } from "./index.ts";

const packages: Proof<"packages"> = { claim: "packages", step: "packages" };

/** Name and home are all there is to it. */
export const cases: KindCases = {
  kind: "system-user",
  cases: [
    {
      name: "is judged by its line, and made without a home",
      resource: () => systemUser({ name: "demo", home: "/var/lib/demo" }),
      guard: ["system_user_is demo /var/lib/demo"],
      apply: ["make_system_user demo /var/lib/demo"],
    },
    {
      name: "reads a file that others own too",
      resource: () => systemUser({ name: "demo", home: "/var/lib/demo" }),
      guard: ["system_user_is demo /var/lib/demo"],
      effects: ["reads file /etc/passwd", "provides file /etc/passwd"],
    },
    {
      name: "says which commands it needs",
      resource: () => systemUser({ name: "demo", home: "/var/lib/demo" }),
      guard: ["system_user_is demo /var/lib/demo"],
      effects: ["uses command useradd", "uses command usermod"],
    },
    {
      name: "may come after a package",
      resource: () => systemUser({ name: "demo", home: "/srv/a b", needs: [packages] }),
      guard: ["system_user_is demo '/srv/a b'"],
    },
  ],
};
