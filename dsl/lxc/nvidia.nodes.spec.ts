import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { converged, ctid, gpuLines, nodesOf, runFor, steps } from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const assigned = (gpus: string) => given.lxcConfig(`.lxc_configs."${ctid}".gpu_assignment = "${gpus}"`);
const impatient = given.config(".nvidia_driver.device_deadline_seconds = 1");
const has = (...gpus: number[]) =>
  nodesOf(...gpus).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "ok"));

/** All that converging needs is there, but for the GPU lines: the nodes come, or not, with the restart for them. */
const withoutNodes = [
  given.layer(converged),
  given.conf(ctid, "arch: amd64\n"),
  given.containerRestarted(ctid),
];

/** The run ends where it waits, and not only after its deadline of 30 s. */
const atOnce = [
  expect.exit(1),
  expect.endedAt("devices"),
  expect.says("waiting is no use: nodes of GPU 0 1 that the container can open$"),
  expect.says("^done .* in 1?[0-9] s"),
];

const coming = [
  scenario(
    "nodes that come three seconds after the start are waited for",
    ...withoutNodes,
    given.containerNode(ctid, "/dev/nvidia1", "late 3"),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("passthrough", "restart"),
    ...has(0, 1),
    when.remembered(),
    runFor(ctid),
    expect.exit(0),
    expect.step("ok", ...steps),
    expect.pctExecs(1),
    expect.unchanged(),
  ),
  scenario(
    "only the second GPU: its node, and not the first one's",
    given.layer(converged),
    assigned("1"),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("passthrough", "restart"),
    expect.confHas(ctid, ...gpuLines([1])),
    expect.confLacks(ctid, "nvidia0|195:0"),
    ...has(1),
    expect.containerNode(ctid, "/dev/nvidia0", "none"),
    assigned("0, 1"),
    runFor(ctid),
    expect.changedOnly("passthrough", "restart"),
    ...has(0, 1),
  ),
];

const missing = [
  scenario(
    "a node that never comes: which one, what is seen of it, and how long it was waited for",
    ...withoutNodes,
    impatient,
    given.containerNode(ctid, "/dev/nvidia1", "never"),
    runFor(ctid),
    ...expect.timeOut("devices", "devices"),
    expect.says("wait devices: nodes of GPU 0 1 that the container can open did not come within 1 s$"),
    expect.says("expected: character device /dev/nvidia1 \\(195:1\\)$"),
    expect.says("found: +no such file$"),
    expect.endedAt("devices"),
  ),
  scenario(
    "one whose opening is refused",
    ...withoutNodes,
    impatient,
    given.event("pct", { matching: "^start" }, `sed -i '/c 195:0 rw/d' /etc/pve/nodes/pve/lxc/${ctid}.conf`),
    runFor(ctid),
    ...expect.timeOut("devices", "devices"),
    expect.says("expected: /dev/nvidia0 may be opened$"),
    expect.says("found: +refused: Permission denied$"),
    expect.says("next: +the device rules of the container do not allow it"),
    expect.containerNode(ctid, "/dev/nvidia0", "refused"),
    given.noMoreFaults(),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("passthrough", "restart"),
  ),
  scenario(
    "an empty file in its place never becomes a node",
    ...withoutNodes,
    given.containerNode(ctid, "/dev/nvidia-uvm", "file"),
    runFor(ctid),
    ...atOnce,
    expect.says("expected: character device /dev/nvidia-uvm \\(511:0\\)$"),
    expect.says("found: +a regular file in its place$"),
    expect.says("next: +restart the container: it was started when its host had no /dev/nvidia-uvm$"),
  ),
  scenario(
    "nor does a node with a number of its own get another",
    ...withoutNodes,
    given.containerNode(ctid, "/dev/nvidia-uvm-tools", "major"),
    runFor(ctid),
    ...atOnce,
    expect.says("expected: character device /dev/nvidia-uvm-tools \\(511:1\\)$"),
    expect.says("found: +240:0$"),
    expect.says("next: +restart the container: it has the node of an earlier boot of its host$"),
  ),
  scenario(
    "a look at the numbers that says nothing is no proof",
    ...withoutNodes,
    given.containerFault(ctid, "stat", { action: "empty", matching: "%Hr" }),
    runFor(ctid),
    expect.exit(1),
    expect.neverSays("^(ok|changed) +devices"),
    expect.neverSays("^(ok|changed) +driver"),
  ),
];

export default specification(nvidia, { "container nodes": [...coming, ...missing] }, { layers: [converged] });
