import type { KindCases } from "../../model/cases.ts";
import type { Value } from "../../model/value.ts";
import { timezone } from "./index.ts";

const name: Value<string> = { expression: { type: "config", path: ["zone"] } };
const packages = { claim: "packages", step: "packages" } as const;

/** One argument, the name of the time zone. */
export const cases: KindCases = {
  kind: "timezone",
  cases: [
    {
      name: "is looked at without a process",
      resource: () => timezone({ name, packages }),
      guard: ['timezone_is_set "$ZONE"'],
    },
    {
      name: "is set",
      resource: () => timezone({ name, packages }),
      guard: ['timezone_is_set "$ZONE"'],
      apply: ['set_timezone "$ZONE"'],
      effects: ["writes file /etc/localtime", "writes file /etc/timezone"],
    },
    {
      name: "is refused where tzdata does not have it",
      resource: () => timezone({ name, packages }),
      guard: ['timezone_is_set "$ZONE"'],
      preflight: ['timezone_is_known "$ZONE"'],
    },
    {
      name: "may be known when compiling",
      resource: () => timezone({ name: "Europe/Berlin", packages }),
      guard: ["timezone_is_set Europe/Berlin"],
      effects: ["reads file /usr/share/zoneinfo/Europe/Berlin"],
    },
  ],
};
