import { expect, given, scenario, specification } from "../../src/index.ts";
import { ctid, gpuLines, nodesOf, ready, runFor } from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const restart = runFor(ctid, "--only", "restart");
const assigned = (gpus: string) => given.lxcConfig(`.lxc_configs."${ctid}".gpu_assignment = "${gpus}"`);
const conf = (...lines: string[]) => given.conf(ctid, ["arch: amd64", ...lines, ""].join("\n"));
const stopped = given.inWorld("pct", "stop", String(ctid));
const impatient = given.config(".nvidia_driver.guest_deadline_seconds = 1");
const restarts = "^pct (shutdown|stop|start|reboot) ";
const hasBoth = nodesOf(0, 1).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "ok"));

const obeying = [
  scenario(
    "under high availability pct only asks, and the container obeys later",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.containerHa(ctid, 1),
    restart,
    expect.exit(0),
    expect.step("changed", "restart"),
    expect.containerState(ctid, "running"),
    ...hasBoth,
  ),
  scenario(
    "one that is never stopped ends the run",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.containerHa(ctid, 999),
    impatient,
    restart,
    ...expect.timeOut("restart", "guest_stop"),
    expect.says("last seen: status: running"),
  ),
  scenario(
    "one that is never started, too",
    given.layer(ready),
    stopped,
    conf(...gpuLines([0, 1])),
    given.containerHa(ctid, 999),
    impatient,
    restart,
    ...expect.timeOut("restart", "guest_start"),
  ),
  scenario(
    "one that does not start any more",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.containerBroken(ctid),
    restart,
    expect.exit(1),
    expect.endedAt("restart"),
    expect.says("command: +pct start 901 \\(exit 255\\)$"),
    expect.says("startup for container '901' failed"),
    expect.says("next: +see journalctl --unit pve-container@901, then run again$"),
    expect.containerState(ctid, "stopped"),
  ),
];

const failing = [
  scenario(
    "a node that a line of somebody else passes is there again after the restart",
    given.layer(ready),
    conf(
      "lxc.cgroup2.devices.allow: c 195:* rwm",
      "cores: 2",
      ...gpuLines([0]),
      "lxc.mount.entry: /dev/./nvidia1 dev/nvidia1 none bind,create=file",
    ),
    assigned("0"),
    given.containerRestarted(ctid),
    restart,
    expect.exit(1),
    expect.endedAt("restart"),
    expect.says("applied, but it still does not hold"),
    expect.says("found: +/dev/nvidia1$"),
    expect.says("next: +find what passes them beside the GPU lines in /etc/pve/lxc/901.conf"),
  ),
  ...(["garbage", "empty", "exit 255"] as const).map((action) =>
    scenario(
      `a container that cannot be asked (pct exec: ${action}) is not restarted on a guess`,
      given.layer(ready),
      conf(...gpuLines([0, 1])),
      given.fault("pct", { action, matching: "^exec" }),
      restart,
      expect.exit(1),
      expect.endedAt("restart"),
      expect.says("expected: what container 901 says$"),
      expect.neverCalls(restarts),
    ),
  ),
  scenario(
    "nor one of which pct does not know whether it runs",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.fault("pct", { action: "empty", matching: "^status" }),
    restart,
    expect.exit(1),
    expect.endedAt("restart"),
    expect.neverCalls(restarts),
  ),
  scenario(
    "a backup that has begun since is not disturbed",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.event("pct", { matching: "^exec" }, `echo 'lock: backup' >>/etc/pve/nodes/pve/lxc/${ctid}.conf`),
    restart,
    expect.exit(4),
    expect.endedAt("restart"),
    expect.says("container 901 has been locked meanwhile"),
    expect.neverCalls(restarts),
  ),
  scenario(
    "a container that is gone since is named so",
    given.layer(ready),
    conf(...gpuLines([0, 1])),
    given.event("pct", { matching: "^exec" }, `rm /etc/pve/nodes/pve/lxc/${ctid}.conf`),
    restart,
    expect.exit(1),
    expect.endedAt("restart"),
    expect.says("found: +no container 901 any more$"),
  ),
];

export default specification(
  nvidia,
  { "container restart obeyed": obeying, "container restart failing": failing },
  { layers: [ready] },
);
