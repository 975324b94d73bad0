import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { kernelHeaders } from "./index.ts";

const lockDeadline: Value<Seconds> = { expression: { type: "config", path: ["apt", "deadline"] } };
const headers = () => kernelHeaders({ lockDeadline });
const guard = ["headers_suffice"];

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
      name: "are looked at alike before and after the installation",
      resource: headers,
      guard,
      effects: ["uses command apt-cache", "uses command dpkg-query"],
    },
    {
      name: "must be installable before the first change",
      resource: headers,
      guard,
      preflight: ["headers_are_installable"],
    },
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
