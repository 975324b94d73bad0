import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { text, type Value } from "../../model/value.ts";
import { moduleUnload } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const runfile: Proof<"runfile"> = { claim: "runfile", step: "runfile" };
const props = { runfile, version, guestDeadline: deadline, installer: "/srv/driver.run" };

/** Guard and preflight look for the same; only the apply needs the deadline. */
export const cases: KindCases = {
  kind: "module-unload",
  cases: [
    {
      name: "names users before anything is changed",
      resource: () => moduleUnload(props),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$STEP_INSTALLER"'],
      apply: ['unload_modules "$DEADLINE"'],
      preflight: ['users_let_go "$DRIVER_VERSION" "$STEP_INSTALLER"'],
    },
    {
      name: "takes a path with the name from a URL",
      resource: () => moduleUnload({ ...props, installer: text`/srv/${version}.run` }),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$STEP_INSTALLER"'],
    },
    {
      name: "removes the module and uses what unloads it",
      resource: () => moduleUnload(props),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$STEP_INSTALLER"'],
      effects: ["removes module nvidia", "uses command pct", "uses command rmmod"],
    },
    {
      name: "sees an installation that did not end",
      resource: () => moduleUnload(props),
      guard: ['old_module_is_gone "$DRIVER_VERSION" "$STEP_INSTALLER"'],
      effects: ["reads file /srv/driver.run.unfinished"],
    },
  ],
};
