import { expect, test } from "vitest";
import { stepEntry } from "../../src/cli/manifest.ts";
import { onHost, reads, writes } from "../../src/model/effect.ts";
import { text } from "../../src/model/value.ts";
import type { StepPlan } from "../../src/plan/step-plan.ts";

function entryOf(type: "host" | "container") {
  const effects = [...reads("container", "901"), ...onHost(writes("file", "/etc/pve/lxc/901.conf"))];
  const resource = { kind: "probe", summary: text`a probe`, effects };
  const step = { id: "probe", mode: "ensure", target: { type }, resource, at: { file: "dsl/a.ts", line: 3 } };
  return stepEntry({ step, why: "", deadline: "" } as unknown as StepPlan);
}

test("of a step inside a container the manifest says what it touches on the host", () => {
  const { target, effects } = entryOf("container");
  expect(target).toBe("container");
  expect(effects).toEqual(["reads container 901", "writes file /etc/pve/lxc/901.conf on the host"]);
});

test("on the host everything is the host's", () => {
  expect(entryOf("host").effects).toEqual(["reads container 901", "writes file /etc/pve/lxc/901.conf"]);
});
