import type { KindCases } from "../../model/cases.ts";
import { text, type Value } from "../../model/value.ts";
import { systemdUnit } from "./index.ts";

const declared: Value<boolean> = { expression: { type: "config", path: ["declared"] } };
const user: Value<string> = { expression: { type: "config", path: ["user"] } };

/** The content with its section for the target is a constant with a name. */
export const cases: KindCases = {
  kind: "systemd-unit",
  cases: [
    {
      name: "is enabled for multi-user.target",
      resource: () => systemdUnit({ name: "demo.service", content: "[Service]\n" }),
      guard: ['unit_is demo.service "$STEP_CONTENT" multi-user.target'],
      apply: ['install_unit demo.service "$STEP_CONTENT" multi-user.target'],
    },
    {
      name: "is enabled for another target",
      resource: () => systemdUnit({ name: "demo.timer", content: "[Timer]\n", wantedBy: "timers.target" }),
      guard: ['unit_is demo.timer "$STEP_CONTENT" timers.target'],
      effects: ["writes file /etc/systemd/system/timers.target.wants/demo.timer"],
    },
    {
      name: "takes content with a configuration value",
      resource: () => systemdUnit({ name: "demo.service", content: text`[Service]\nUser=${user}\n` }),
      guard: ['unit_is demo.service "$STEP_CONTENT" multi-user.target'],
    },
    {
      name: "may be wanted only where a value says so",
      resource: () => systemdUnit({ name: "demo.service", content: "[Service]\n", declared }),
      guard: ['unit_is_as_declared "$DECLARED" demo.service "$STEP_CONTENT" multi-user.target'],
      apply: ['install_unit_as_declared "$DECLARED" demo.service "$STEP_CONTENT" multi-user.target'],
    },
    {
      name: "owns the unit and its file",
      resource: () => systemdUnit({ name: "demo.service", content: "[Service]\n" }),
      guard: ['unit_is demo.service "$STEP_CONTENT" multi-user.target'],
      effects: [
        "writes unit demo.service",
        "writes file /etc/systemd/system/demo.service",
        "uses command systemctl",
      ],
    },
  ],
};
