import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { moduleUnload } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const runfile: Proof<"runfile"> = { claim: "runfile", step: "runfile" };
const moduleType: Value<string> = { expression: { type: "config", path: ["flavour"] } };
const props = { runfile, version, moduleType, guestDeadline: deadline };

/** Guard and preflight look for the same; only the apply needs the deadline. */
export const cases: KindCases = {
  kind: "module-unload",
  cases: [
    {
      name: "names users before anything is changed",
      resource: () => moduleUnload(props),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$FLAVOUR"'],
      apply: ['unload_modules "$DEADLINE"'],
      preflight: ['nobody_uses_old_module "$DRIVER_VERSION" "$FLAVOUR"'],
    },
    {
      name: "keeps the old module from the next boot where only a reboot frees it",
      resource: () => moduleUnload(props),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$FLAVOUR"'],
    },
    {
      name: "removes the module and uses what unloads it",
      resource: () => moduleUnload(props),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$FLAVOUR"'],
      effects: [
        "removes module nvidia",
        "writes container those that use the driver (--stop-guests)",
        "uses command pct",
        "uses command rmmod",
      ],
    },
    {
      name: "sees an installation that did not end",
      resource: () => moduleUnload(props),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$FLAVOUR"'],
      effects: ["reads file /var/lib/phoenix_hypervisor/unfinished-driver"],
    },
  ],
};
