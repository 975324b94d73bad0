import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { kernelHeaders } from "./index.ts";

const lockDeadline: Value<Seconds> = { expression: { type: "config", path: ["apt", "deadline"] } };
const headers = () => kernelHeaders({ lockDeadline });
const guard = ["headers_are_installed"];

/** Which kernels there are is found on the target; the step itself has one parameter. */
export const cases: KindCases = {
  kind: "kernel-headers",
  cases: [
    {
      name: "are installed by what apt has, and judged by what dpkg has",
      resource: headers,
      guard,
      apply: ['install_headers "$APT_DEADLINE"'],
    },
    {
      name: "suffice for the next kernel where those of the running one are gone",
      resource: headers,
      guard,
      verify: ["headers_suffice"],
    },
    { name: "must have room before the first change", resource: headers, guard, preflight: ["headers_fit"] },
    {
      name: "own the packages under both of their names, and look at the kernels",
      resource: headers,
      guard,
      effects: [
        "writes package proxmox-headers-*",
        "writes package pve-headers*",
        "reads file /boot/vmlinuz-*",
        "reads file /proc/sys/kernel/osrelease",
      ],
    },
  ],
};
