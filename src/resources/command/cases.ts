import { bash } from "../../model/call.ts";
import type { KindCases } from "../../model/cases.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import type { Value } from "../../model/value.ts";
import { command } from "./index.ts";

const version: Value<string> = { expression: { type: "config", path: ["driver", "version"] } };

const swappiness = () =>
  command({
    claim: "swappiness",
    summary: "the kernel swaps late",
    guard: bash`[[ $(</proc/sys/vm/swappiness) == 10 ]]`,
    apply: bash`run sysctl --quiet --write vm.swappiness=10`,
    effects: [...reads("file", "/proc/sys/vm/swappiness"), ...uses("command", "sysctl")],
  });

const stamp = (content: string | Value<string>) =>
  command({
    claim: "stamp",
    summary: "a stamp",
    guard: bash`[[ $(</srv/stamp) == ${content} ]]`,
    apply: bash`
      printf '%s\n' ${content} >/srv/stamp.new
      mv -- /srv/stamp.new /srv/stamp
    `,
    verify: bash`[[ -s /srv/stamp ]]`,
    effects: [...reads("file", "/srv/stamp"), ...writes("file", "/srv/stamp*")],
  });

/** What the author's bash looks like in the script. */
export const cases: KindCases = {
  kind: "command",
  cases: [
    {
      name: "bash without holes stays as it is",
      resource: swappiness,
      guard: ["[[ $(</proc/sys/vm/swappiness) == 10 ]]"],
      apply: ["run sysctl --quiet --write vm.swappiness=10"],
      effects: ["reads file /proc/sys/vm/swappiness", "uses command sysctl"],
    },
    {
      name: "a literal hole is quoted where it must be",
      resource: () => stamp("it's $(here)"),
      guard: ["[[ $(</srv/stamp) == 'it'\\''s $(here)' ]]"],
      apply: ["printf '%s\\n' 'it'\\''s $(here)' >/srv/stamp.new", "mv -- /srv/stamp.new /srv/stamp"],
      verify: ["[[ -s /srv/stamp ]]"],
      effects: ["writes file /srv/stamp*"],
    },
    {
      name: "a configuration value is a quoted variable",
      resource: () => stamp(version),
      guard: ['[[ $(</srv/stamp) == "$DRIVER_VERSION" ]]'],
      apply: ["printf '%s\\n' \"$DRIVER_VERSION\" >/srv/stamp.new", "mv -- /srv/stamp.new /srv/stamp"],
    },
    {
      name: "without apply it only looks",
      resource: () =>
        command({
          claim: "answers",
          summary: "it answers",
          guard: bash`probe answer uname --kernel-release && [[ \${answer} == 6.* ]]`,
          effects: uses("command", "uname"),
        }),
      guard: ["probe answer uname --kernel-release && [[ ${answer} == 6.* ]]"],
      effects: ["uses command uname"],
    },
  ],
};
