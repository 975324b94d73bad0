import type { KindCases } from "../../model/cases.ts";
import type { Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { kernelModules } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const driver: Proof<"nvidia-driver"> = { claim: "nvidia-driver", step: "driver" };

/** Every module is a word, in the order in which they need each other. */
export const cases: KindCases = {
  kind: "kernel-modules",
  cases: [
    {
      name: "loads one module",
      resource: () => kernelModules({ driver, version, modules: ["nvidia"] }),
      guard: ['modules_are_loaded "$DRIVER_VERSION" nvidia'],
      apply: ["load_modules nvidia"],
    },
    {
      name: "loads several modules with one call",
      resource: () => kernelModules({ driver, version, modules: ["nvidia", "nvidia_uvm"] }),
      guard: ['modules_are_loaded "$DRIVER_VERSION" nvidia nvidia_uvm'],
      apply: ["load_modules nvidia nvidia_uvm"],
    },
    {
      name: "reads and brings each of them",
      resource: () => kernelModules({ driver, version, modules: ["nvidia", "nvidia_uvm"] }),
      guard: ['modules_are_loaded "$DRIVER_VERSION" nvidia nvidia_uvm'],
      effects: ["reads module nvidia_uvm", "provides module nvidia_uvm", "uses command modprobe"],
    },
    {
      name: "takes a version that is known when compiling",
      resource: () =>
        kernelModules({
          driver,
          modules: ["nvidia"],
          version: { expression: { type: "literal", text: "580.76.05" } },
        }),
      guard: ["modules_are_loaded 580.76.05 nvidia"],
    },
  ],
};
