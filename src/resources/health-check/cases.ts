import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { healthCheck } from "./index.ts";

const command: Value<string> = { expression: { type: "config", path: ["command"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const props = { ctid: "901", command, interval: "5", deadline };

/** The command is the site's, whatever is in it: one word for bash. */
export const cases: KindCases = {
  kind: "health-check",
  cases: [
    {
      name: "runs the declared command",
      resource: () => healthCheck(props),
      guard: ['container_is_healthy "$COMMAND" 5'],
    },
    {
      name: "hands over a command with quotes as it is",
      resource: () => healthCheck({ ...props, command: "test \"$(cat /run/ok)\" = 'yes'" }),
      guard: ["container_is_healthy 'test \"$(cat /run/ok)\" = '\\''yes'\\''' 5"],
    },
    {
      name: "leaves the pause between two tries to the bash where none is declared",
      resource: () => healthCheck({ ...props, interval: "" }),
      guard: ["container_is_healthy \"$COMMAND\" ''"],
    },
    {
      name: "is the same for any container",
      resource: () => healthCheck({ ...props, ctid: "902" }),
      guard: ['container_is_healthy "$COMMAND" 5'],
    },
  ],
};
