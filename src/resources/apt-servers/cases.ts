import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import { text, type Value } from "../../model/value.ts";
import { aptServers } from "./index.ts";

const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const packages: Value<string> = { expression: { type: "config", path: ["packages"] } };
const release: Value<string> = { expression: { type: "config", path: ["release"] } };

/** The arguments are the packages that decide whether any server is needed. */
export const cases: KindCases = {
  kind: "apt-servers",
  cases: [
    {
      name: "are asked for where one of these packages is missing",
      resource: () => aptServers({ names: ["python3", "python3-venv"], deadline }),
      guard: ["apt_servers_are_within_reach python3 python3-venv"],
    },
    {
      name: "may be those of a list from the configuration",
      resource: () => aptServers({ names: [packages, "locales"], deadline }),
      guard: ['apt_servers_are_within_reach "$PACKAGES" locales'],
    },
    {
      name: "may be those of a package with a release in its name",
      resource: () => aptServers({ names: [text`gcc-${release}`], deadline }),
      guard: ['apt_servers_are_within_reach "gcc-$RELEASE"'],
    },
    {
      name: "are read from apt's sources, and looked for in what the kernel says of routes",
      resource: () => aptServers({ names: ["jq"], deadline }),
      guard: ["apt_servers_are_within_reach jq"],
      effects: [
        "reads file /etc/apt/sources.list",
        "reads file /etc/apt/sources.list.d/*",
        "reads file /proc/net/route",
        "reads command getent",
      ],
    },
  ],
};
