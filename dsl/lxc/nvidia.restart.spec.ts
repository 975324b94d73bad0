import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { ctid, gpuLines, nodesOf, ready, runFor } from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const restart = runFor(ctid, "--only", "restart");
const assigned = (gpus: string) => given.lxcConfig(`.lxc_configs."${ctid}".gpu_assignment = "${gpus}"`);
const conf = (...lines: string[]) => given.conf(ctid, ["arch: amd64", ...lines, ""].join("\n"));
const started = given.containerRestarted(ctid);
const stopped = given.inWorld("pct", "stop", String(ctid));
const restarts = "^pct (shutdown|stop|start|reboot) ";

/** All nodes of these GPUs can be opened inside. */
const has = (...gpus: number[]) =>
  nodesOf(...gpus).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "ok"));

/** The conf is right, what the running container has is not: after the step it is. */
const takes = (...world: Sentence[]) => [
  given.layer(ready),
  ...world,
  conf(...gpuLines([0, 1])),
  restart,
  expect.exit(0),
  expect.step("changed", "restart"),
  expect.callsTimes(1, "^pct shutdown 901 --timeout 60 --forceStop 1$"),
  expect.callsTimes(1, "^pct start 901$"),
  expect.containerState(ctid, "running"),
  ...has(0, 1),
  restart,
  ...untouched,
];

const untouched = [
  expect.exit(0),
  expect.step("ok", "passthrough", "restart"),
  expect.pctExecs(1),
  expect.neverCalls(restarts),
];

const entries = gpuLines([0, 1], true);

const needed = [
  scenario(
    "a container that was started before its lines were written",
    ...takes(),
    expect.neverCalls("^pct (list|config|status)"),
  ),
  scenario("one that may not open what it sees", ...takes(conf(...entries), started)),
  scenario(
    "one with the node of an earlier boot of its host",
    ...takes(
      conf(...gpuLines([0, 1])),
      given.containerNode(ctid, "/dev/nvidia-uvm", "major"),
      started,
      given.noFile(`/world/guests/${ctid}.nodes`),
    ),
  ),
  scenario(
    "one with a file in the place of a node",
    ...takes(
      conf(...gpuLines([0, 1])),
      given.containerNode(ctid, "*", "file"),
      started,
      given.noFile(`/world/guests/${ctid}.nodes`),
    ),
  ),
  scenario(
    "one with a GPU too many",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    started,
    conf(...gpuLines([0])),
    assigned("0"),
    restart,
    expect.exit(0),
    expect.says("^warning +restart: container 901 is restarted .*found: /dev/nvidia1\\)$"),
    expect.step("changed", "restart"),
    ...has(0),
    expect.containerNode(ctid, "/dev/nvidia1", "none"),
    restart,
    ...untouched,
  ),
  scenario(
    "one whose conf has just been changed, whatever it shows",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    assigned("none"),
    runFor(ctid),
    expect.exit(0),
    expect.step("changed", "passthrough", "restart"),
    expect.says("found: started before the configuration was changed"),
  ),
  scenario(
    "a container that ignores its shutdown is stopped hard",
    ...takes(given.file(`/world/guests/${ctid}.stubborn`, "0644")),
  ),
];

const stoppedOnes = [
  scenario(
    "the plan for a stopped container: it would be started, and no more is known",
    given.layer(ready),
    stopped,
    conf(...gpuLines([0, 1])),
    when.remembered(),
    when.plan(String(ctid)),
    expect.exit(3),
    expect.step("ok", "passthrough"),
    expect.step("would", "restart"),
    expect.says("expected: a running container; found: stopped$"),
    expect.step("unknown", "initialization", "devices", "driver", "driver_answers", "nvcc"),
    expect.neverCalls(restarts),
    expect.unchanged(),
  ),
  scenario(
    "a run starts it",
    given.layer(ready),
    stopped,
    conf(...gpuLines([0, 1])),
    restart,
    expect.exit(0),
    expect.says("^warning +restart: container 901 was stopped and is started$"),
    expect.step("changed", "restart"),
    expect.neverCalls("^pct (shutdown|stop)"),
    expect.containerState(ctid, "running"),
    ...has(0, 1),
  ),
  scenario(
    "without GPU it may stay stopped, also when its lines have just gone",
    given.layer(ready),
    stopped,
    conf(...gpuLines([0, 1])),
    assigned("none"),
    runFor(ctid),
    expect.exit(0),
    expect.step("changed", "passthrough"),
    expect.step("ok", "restart"),
    expect.neverCalls(restarts),
    expect.containerState(ctid, "stopped"),
  ),
];

const notNeeded = [
  scenario(
    "a node that the container cannot open is none too many: tools of the driver make them",
    given.layer(ready),
    conf(...gpuLines([0]), "lxc.mount.entry: /dev/./nvidia1 dev/nvidia1 none bind,create=file"),
    assigned("0"),
    started,
    expect.containerNode(ctid, "/dev/nvidia1", "refused"),
    restart,
    ...untouched,
  ),
  scenario(
    "without GPU, and with none inside",
    given.layer(ready),
    assigned("none"),
    when.remembered(),
    runFor(ctid),
    expect.exit(0),
    expect.step("ok", "passthrough", "restart"),
    expect.step("skipped", "nvcc"),
    expect.pctExecs(1),
    expect.neverCalls(restarts),
    expect.unchanged(),
  ),
  scenario(
    "without GPU a container that has no bash is not asked for one",
    given.layer(ready),
    assigned("none"),
    given.noContainerFile(ctid, "/usr/bin/bash", "/bin/bash"),
    runFor(ctid),
    expect.exit(0),
    expect.step("ok", "passthrough", "restart"),
    expect.says("^warning +restart: nothing in container 901 can show whether it still has GPU nodes"),
    expect.neverCalls(restarts),
    conf(...gpuLines([0])),
    runFor(ctid),
    expect.exit(0),
    expect.step("changed", "passthrough", "restart"),
    runFor(ctid),
    expect.step("ok", "restart"),
  ),
  scenario(
    "with a GPU bash is needed, and said to be missing",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.noContainerFile(ctid, "/usr/bin/bash", "/bin/bash"),
    restart,
    expect.exit(1),
    expect.endedAt("restart"),
    expect.says("found: +no bash or no timeout in there"),
    expect.neverCalls(restarts),
  ),
];

const killed = [
  scenario(
    "a run that was killed after it changed the conf: the next one sees it inside, and restarts",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    started,
    assigned("none"),
    given.fault("pct", { action: "kill-script", matching: "^shutdown" }),
    runFor(ctid),
    expect.exit(137),
    expect.step("changed", "passthrough"),
    given.noMoreFaults(),
    runFor(ctid),
    expect.exit(0),
    expect.step("ok", "passthrough"),
    expect.step("changed", "restart"),
    ...nodesOf(0, 1).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "none")),
  ),
  scenario(
    "a run that was killed between stop and start: the next one starts",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.fault("pct", { action: "kill-script", matching: "^start" }),
    restart,
    expect.exit(137),
    given.noMoreFaults(),
    restart,
    expect.exit(0),
    expect.containerState(ctid, "running"),
    ...has(0, 1),
  ),
];

export default specification(
  nvidia,
  {
    "container restart needed": [...needed, ...killed],
    "container restart not needed": [...stoppedOnes, ...notNeeded],
  },
  { layers: [ready] },
);
