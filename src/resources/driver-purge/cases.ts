import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { driverPurge } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const consent: Value<boolean> = { expression: { type: "config", path: ["consent"] } };
const unloaded: Proof<"module-unload"> = { claim: "module-unload", step: "old_module" };
const props = { unloaded, version, consent, lockDeadline: deadline };

/** Consent is asked for before the first change; the guard only looks. */
export const cases: KindCases = {
  kind: "driver-purge",
  cases: [
    {
      name: "asks for consent before anything is changed",
      resource: () => driverPurge(props),
      guard: ['foreign_driver_is_gone "$DRIVER_VERSION"'],
      preflight: ['purge_is_agreed "$DRIVER_VERSION" "$CONSENT"'],
    },
    {
      name: "waits for the locks of apt",
      resource: () => driverPurge(props),
      guard: ['foreign_driver_is_gone "$DRIVER_VERSION"'],
      apply: ['purge_foreign_driver "$DRIVER_VERSION" "$DEADLINE"'],
    },
    {
      name: "never owns what belongs to containers or the toolkit",
      resource: () => driverPurge(props),
      guard: ['foreign_driver_is_gone "$DRIVER_VERSION"'],
      effects: ["removes package libcuda1*", "removes package nvidia-driver*", "reads package libnvidia-ml*"],
    },
    {
      name: "takes a version that is known when compiling",
      resource: () =>
        driverPurge({ ...props, version: { expression: { type: "literal", text: "580.76.05" } } }),
      guard: ["foreign_driver_is_gone 580.76.05"],
    },
  ],
};
