import type { KindCases } from "../../model/cases.ts";
import type { Sha256, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { text, type Value } from "../../model/value.ts";
import { nvidiaDriver } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const sha256: Value<Sha256> = { expression: { type: "config", path: ["sha256"] } };
const moduleType: Value<string> = { expression: { type: "config", path: ["flavour"] } };
const runfile: Proof<"runfile"> = { claim: "runfile", step: "runfile" };
const headers: Proof<"kernel-headers"> = { claim: "kernel-headers", step: "headers" };
const purged: Proof<"driver-purge"> = { claim: "driver-purge", step: "purge" };
const props = { runfile, headers, purged, installer: "/srv/driver.run", sha256, version, moduleType };

/** The path of the installer is a constant with a name: apply and preflight take it. */
export const cases: KindCases = {
  kind: "nvidia-driver",
  cases: [
    {
      name: "is judged by version and proven by its module",
      resource: () => nvidiaDriver(props),
      guard: ['driver_is_installed "$DRIVER_VERSION" "$FLAVOUR"'],
      verify: ['driver_is_proven "$DRIVER_VERSION" "$FLAVOUR"'],
    },
    {
      name: "runs the installer with hash and flavour",
      resource: () => nvidiaDriver(props),
      guard: ['driver_is_installed "$DRIVER_VERSION" "$FLAVOUR"'],
      apply: ['install_driver "$DRIVER_VERSION" "$STEP_INSTALLER" "$SHA256" "$FLAVOUR"'],
    },
    {
      name: "asks for room and a flavour that the branch knows",
      resource: () => nvidiaDriver(props),
      guard: ['driver_is_installed "$DRIVER_VERSION" "$FLAVOUR"'],
      preflight: ['driver_can_be_installed "$DRIVER_VERSION" "$STEP_INSTALLER" "$FLAVOUR"'],
    },
    {
      name: "brings the commands that later steps use",
      resource: () => nvidiaDriver({ ...props, installer: text`/srv/${version}.run` }),
      guard: ['driver_is_installed "$DRIVER_VERSION" "$FLAVOUR"'],
      effects: [
        "provides command nvidia-smi",
        "provides module nvidia",
        "writes file /var/lib/phoenix_hypervisor/unfinished-driver",
      ],
    },
  ],
};
