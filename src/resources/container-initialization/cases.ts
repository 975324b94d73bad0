import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { containerInitialization } from "./index.ts";

const deadline: Value<Seconds> = { expression: { type: "config", path: ["lxc", "deadline"] } };
const waitFor = (ctid: string) => () => containerInitialization({ ctid, deadline });

/** The wait as data: which container, what it touches. */
export const cases: KindCases = {
  kind: "container-initialization",
  cases: [
    { name: "asks for one container", resource: waitFor("901"), guard: ["container_is_initialized 901"] },
    {
      name: "reads the container it waits for",
      resource: waitFor("902"),
      guard: ["container_is_initialized 902"],
      effects: ["reads container 902"],
    },
    {
      name: "goes through pct",
      resource: waitFor("100"),
      guard: ["container_is_initialized 100"],
      effects: ["uses command pct"],
    },
    {
      name: "quotes what is no number, which a pass then refuses",
      resource: waitFor("9 01"),
      guard: ["container_is_initialized '9 01'"],
    },
  ],
};
