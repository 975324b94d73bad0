import type { KindCases } from "../../model/cases.ts";
import type { Value } from "../../model/value.ts";
import { jsonMerge } from "./index.ts";

const path = "/etc/demo/daemon.json";
const driver: Value<string> = { expression: { type: "config", path: ["driver"] } };
const runtime = { runtimes: { demo: { args: ["--quiet", 3], path: "it's" } } };

/** Literal members are in the program; texts of the configuration are arguments of it. */
export const cases: KindCases = {
  kind: "json-merge",
  cases: [
    {
      name: "takes a text of the configuration as an argument, never into the program",
      resource: () => jsonMerge({ path, values: { "storage-driver": driver } }),
      guard: [`json_has ${path} '{"storage-driver":text(0)}' "$DRIVER"`],
      apply: [`merge_json ${path} '{"storage-driver":text(0)}' "$DRIVER"`],
    },
    {
      name: "takes literal values of any depth, quoted for bash",
      resource: () => jsonMerge({ path, values: runtime }),
      guard: [`json_has ${path} '{"runtimes":{"demo":{"args":["--quiet",3],"path":"it'\\''s"}}}'`],
    },
    {
      name: "mixes both, in order",
      resource: () => jsonMerge({ path, values: { a: driver, b: [true, driver] } }),
      guard: [`json_has ${path} '{"a":text(0),"b":[true,text(1)]}' "$DRIVER" "$DRIVER"`],
    },
    {
      name: "owns its members and not the file",
      resource: () => jsonMerge({ path, values: { debug: true, "log-level": "warn" } }),
      guard: [`json_has ${path} '{"debug":true,"log-level":"warn"}'`],
      effects: [
        `writes config-line debug in ${path}`,
        `writes config-line log-level in ${path}`,
        `reads file ${path}`,
        "uses command jq",
      ],
    },
  ],
};
