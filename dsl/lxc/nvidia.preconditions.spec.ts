import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { conf, ctid, gpuLines, nodesOf, ready, readyHost, runFor, shell } from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

/** Nothing was changed, and no step was begun. */
const refused = [
  expect.noStep("passthrough"),
  expect.noStep("restart"),
  expect.neverCalls("^pct "),
  expect.unchanged(),
];

/** A ready host and container 901, and one thing that is not as it must be. */
function refusal(name: string, step: string, words: readonly string[], ...world: Sentence[]) {
  return scenario(
    name,
    given.layer(ready),
    ...world,
    when.remembered(),
    runFor(ctid),
    expect.exit(4),
    expect.step("failed", step),
    expect.says("source: +dsl/lxc/nvidia.ts:[0-9]+$"),
    ...words.map(expect.says),
    ...refused,
  );
}

/** The cluster's list of guests, in which another guest has a similar number. */
const guests = (type: string, node: string) =>
  given.file(
    "/etc/pve/.vmlist",
    "0440",
    `{"version":3,"ids":{"1901":{"node":"pve","type":"lxc","version":5},\n"${ctid}": { "node": "${node}", "type": "${type}", "version": 7 }}}`,
  );
const noConf = given.noFile(`/etc/pve/nodes/pve/lxc/${ctid}.conf`);

const place = [
  refusal(
    "no guest of that number",
    "container",
    [
      "expected: container 901 on this node$",
      "found: +no such guest$",
      "next: +create it first, or correct the CTID; pct list",
    ],
    noConf,
  ),
  refusal(
    "a virtual machine has that number",
    "container",
    ["found: +a virtual machine$", "next: +name a container"],
    noConf,
    guests("qemu", "pve"),
  ),
  refusal(
    "the container is on another node of the cluster",
    "container",
    ["found: +it is on node pve2$", "next: +run this on node pve2$"],
    noConf,
    guests("lxc", "pve2"),
  ),
  refusal(
    "a template is never started",
    "container",
    ["found: +a template$", "next: +name a container that was cloned from template 901$"],
    given.confLines(ctid, "template: 1"),
  ),
  scenario(
    "what a snapshot says of template and lock is not in force",
    given.layer(ready),
    given.confLines(ctid, ...gpuLines([0, 1]), "", "[snap]", "template: 1", "lock: backup"),
    runFor(ctid, "--only", "passthrough"),
    expect.exit(0),
    expect.step("ok", "passthrough"),
  ),
  refusal(
    "the files of Proxmox are not mounted",
    "container",
    [
      "expected: the files of Proxmox on /etc/pve$",
      "found: +no link /etc/pve/local$",
      "next: .*systemctl status pve-cluster$",
    ],
    shell("rm -r /etc/pve; mkdir /etc/pve"),
  ),
  refusal(
    "a cluster without quorum lets nobody write",
    "container",
    ["expected: a cluster with quorum$", "next: .*pvecm status shows which are missing$"],
    given.inWorld("chmod", "0555", "/etc/pve/nodes/pve"),
  ),
  scenario(
    "a conf that is empty is no conf",
    given.layer(ready),
    given.conf(ctid, ""),
    when.remembered(),
    runFor(ctid),
    expect.exit(1),
    expect.step("failed", "container"),
    expect.says(`expected: what ${conf} says$`),
    ...refused,
  ),
];

const tasks = ["backup", "create", "destroyed", "disk", "fstrim", "migrate", "mounted", "rollback"];

const locks = [
  scenario(
    "a task that has locked the container is left to its work, whichever it is",
    given.layer(ready),
    ...[...tasks, "snapshot", "snapshot-delete"]
      .flatMap((lock) => [
        given.conf(ctid, `arch: amd64\nlock: ${lock}\r\n`),
        runFor(ctid),
        expect.exit(4),
        expect.step("failed", "container"),
        expect.says("expected: container 901 without a lock$"),
        expect.says(`found: +lock: ${lock}$`),
        expect.says("next: .*pct unlock 901$"),
        expect.noStep("passthrough"),
        expect.conf(ctid, `arch: amd64\nlock: ${lock}\r\n`),
      ])
      .flat(),
  ),
];

const runHostScript = "next: +run hypervisor_setup/hypervisor_feature_install_nvidia.sh on this host first$";

const driver = [
  refusal(
    "the host's kernel has no driver",
    "host_driver",
    ["expected: module nvidia 580.76.05 in the kernel of this host$", "found: +none$", runHostScript],
    given.noFile("/sys/module/nvidia", "/sys/module/nvidia_uvm"),
  ),
  refusal(
    "the host's kernel has another driver",
    "host_driver",
    ["found: +570.124.06$", runHostScript],
    given.inWorld("bash", "-c", "echo 570.124.06 >/sys/module/nvidia/version"),
  ),
  scenario(
    "each node that the host lacks is named",
    given.layer(ready),
    ...nodesOf(0, 1)
      .flatMap(([name, numbers]) => [
        given.inWorld("mv", `/dev/${name}`, "/dev/.away"),
        runFor(ctid),
        expect.exit(4),
        expect.step("failed", "host_driver"),
        expect.says(`expected: character device /dev/${name} \\(${numbers}\\)$`),
        expect.says(runHostScript),
        expect.noStep("passthrough"),
        given.inWorld("mv", "/dev/.away", `/dev/${name}`),
      ])
      .flat(),
  ),
  refusal(
    "a node of the host is an empty file",
    "host_driver",
    ["expected: character device /dev/nvidiactl \\(195:255\\)$", "found: +none$", runHostScript],
    shell("rm /dev/nvidiactl; touch /dev/nvidiactl"),
  ),
  refusal(
    "a node of the host has the number of another boot",
    "host_driver",
    ["expected: character device /dev/nvidia-uvm \\(507:0\\)$", "found: +511:0$", runHostScript],
    shell("sed s/511/507/ /proc/devices >/tmp/devices; cat /tmp/devices >/proc/devices"),
  ),
  refusal(
    "the kernel knows no nvidia-uvm",
    "host_driver",
    ["expected: nvidia-uvm among the character devices of the kernel$", runHostScript],
    shell("sed /uvm/d /proc/devices >/tmp/devices; cat /tmp/devices >/proc/devices"),
  ),
  refusal(
    "a GPU that the host does not have",
    "host_driver",
    ["expected: GPU 2 on this host$", "found: +2 GPUs, counted from 0$", "next: +correct gpu_assignment"],
    given.lxcConfig(`.lxc_configs."${ctid}".gpu_assignment = "0, 2"`),
  ),
];

const noGpu = [
  scenario(
    "without a GPU nothing is asked of the host's driver",
    given.host(),
    ...readyHost,
    given.container(902),
    given.noFile("/sys/module/nvidia", "/sys/module/nvidia_uvm", "/dev/nvidiactl"),
    shell("sed /nvidia/d /proc/devices >/tmp/devices; cat /tmp/devices >/proc/devices"),
    when.remembered(),
    runFor(902),
    expect.exit(0),
    expect.step("ok", "passthrough", "restart"),
    expect.noStep("host_driver"),
    expect.unchanged(),
  ),
  scenario(
    "but the container must be one that can be changed",
    given.host(),
    ...readyHost,
    given.container(902, { lines: ["lock: migrate"] }),
    when.remembered(),
    runFor(902),
    expect.exit(4),
    expect.says("found: +lock: migrate$"),
    ...refused,
  ),
];

const several = [
  refusal(
    "several at once are told at once",
    "container",
    ["found: +lock: backup$", "expected: GPU 7 on this host$", "^done +2 failed in"],
    given.confLines(ctid, "lock: backup"),
    given.lxcConfig(`.lxc_configs."${ctid}".gpu_assignment = "7"`),
  ),
  scenario(
    "a plan is refused like a run",
    given.layer(ready),
    given.confLines(ctid, "lock: backup"),
    given.noFile("/dev/nvidia1"),
    when.remembered(),
    when.plan(String(ctid)),
    expect.exit(4),
    expect.step("failed", "container", "host_driver"),
    ...refused,
  ),
  scenario(
    "a doubt beside a finding: cannot tell is the greater failure",
    given.layer(ready),
    given.conf(ctid, ""),
    given.noFile("/dev/nvidia1"),
    when.remembered(),
    runFor(ctid),
    expect.exit(1),
    expect.step("failed", "container", "host_driver"),
    ...refused,
  ),
];

export default specification(
  nvidia,
  {
    "container preconditions place": [...place, ...locks],
    "container preconditions driver": [...driver, ...noGpu],
    "container preconditions several": several,
  },
  { layers: [ready] },
);
