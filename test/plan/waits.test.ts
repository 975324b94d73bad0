import { bash } from "../../src/model/call.ts";
import { provides, reads, uses } from "../../src/model/effect.ts";
import type { Target } from "../../src/model/pipeline.ts";
import type { Wait } from "../../src/model/resource.ts";
import { applying, aStep, siteText, testFaults, touching, wait } from "./sample.ts";

const waiting = (lock: Partial<Wait>) => aStep("a1", { waits: [{ name: "lock", polls: "a lock", ...lock }] });
const polling = bash`until [[ -e /etc/hostname ]]; do sleep 1; done`;
const maker = touching("a1", provides("device", "/dev/nvidia*"));
const user = touching("b2", uses("device", "/dev/nvidia0"));
const target: Target = { type: "container", ctid: "901" };
const up = aStep("up1", { claim: "container-initialized", waits: [wait] }, { target, mode: "wait" });

testFaults([
  ["a wait without a deadline", ["ASH201"], [waiting({})]],
  ["a deadline no site can change", ["ASH201"], [waiting({ deadline: { type: "literal", text: "30" } })]],
  ["a deadline that is no number", ["ASH201"], [waiting({ deadline: siteText.expression })]],
  ["a deadline from the configuration", [], [waiting({ deadline: wait.deadline })]],
  ["a waiting step without a wait", ["ASH201"], [aStep("a1", {}, { mode: "wait" })]],
  ["a loop that sleeps in silence", ["ASH202"], [applying("a1", polling)]],
  ["a loop that sleeps and says so", [], [aStep("a1", { waits: [wait], apply: polling })]],
  ["a ticker in the background is no wait", [], [applying("a1", bash`run true`)]],
  ["a device used as soon as it is made", ["ASH202"], [maker, user]],
  [
    "a device whose maker waits for it",
    [],
    [{ ...maker, resource: { ...maker.resource, waits: [wait] } }, user],
  ],
  [
    "a container step without the wait",
    ["ASH203", "ASH406"],
    [{ ...touching("a1", reads("device", "/dev/nvidia0")), target }],
  ],
  ["a container step after the wait", ["ASH406"], [up, aStep("a1", {}, { target })]],
  [
    "a container step after the wait for another container",
    ["ASH203", "ASH406"],
    [up, aStep("a1", {}, { target: { type: "container", ctid: "902" } })],
  ],
]);
