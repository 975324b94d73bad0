import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Version } from "../../model/fields.ts";
import { text, type Value } from "../../model/value.ts";
import { serviceRunning } from "./index.ts";

const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const version: Value<Version> = { expression: { type: "config", path: ["version"] } };
const unit = "demo.service";

/** The unit, and the files it must have been started after. */
export const cases: KindCases = {
  kind: "service-running",
  cases: [
    {
      name: "may read no file",
      resource: () => serviceRunning({ unit, deadline }),
      guard: ["service_is_running demo.service"],
      apply: ['start_service "$DEADLINE" demo.service'],
    },
    {
      name: "is started after its configuration",
      resource: () => serviceRunning({ unit, changed: ["/etc/demo.conf"], deadline }),
      guard: ["service_is_running demo.service /etc/demo.conf"],
      apply: ['start_service "$DEADLINE" demo.service /etc/demo.conf'],
    },
    {
      name: "may read several, with values of the configuration in their names",
      resource: () =>
        serviceRunning({ unit, changed: ["/etc/demo.conf", text`/opt/${version}/x`], deadline }),
      guard: ['service_is_running demo.service /etc/demo.conf "/opt/$VERSION/x"'],
    },
    {
      name: "uses systemd, and reads what it is started after",
      resource: () => serviceRunning({ unit, changed: ["/etc/demo.conf"], deadline }),
      guard: ["service_is_running demo.service /etc/demo.conf"],
      effects: ["reads file /etc/demo.conf", "reads unit demo.service", "uses command systemctl"],
    },
  ],
};
