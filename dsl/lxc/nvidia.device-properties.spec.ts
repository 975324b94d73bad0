import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { ctid, gpuLines, nodesOf, ready, runFor, shell } from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const configure = runFor(ctid, "--only", "passthrough");
const byDevices = given.config('.nvidia_driver.container_passthrough = "devices"');
const byMount = given.config("del(.nvidia_driver.container_passthrough)");
const assigned = (gpus: string) => given.lxcConfig(`.lxc_configs."${ctid}".gpu_assignment = "${gpus}"`);
const stopped = given.inWorld("pct", "stop", String(ctid));
const text = (...lines: string[]) => lines.map((line) => `${line}\n`).join("");

/** As the script asks for them, and as Proxmox writes them: properties sorted. */
const properties = (gpus: readonly number[], first = 0) =>
  nodesOf(...gpus).map(([name], at) => `dev${first + at}: /dev/${name},mode=0666`);

/** A version of pve-container in dpkg's list. */
const proxmox = (version: string) =>
  shell(`sed -i '/^Package: pve-container$/,/^$/ s/^Version: .*/Version: ${version}/' /var/lib/dpkg/status`);

/** A stopped container with this conf gets another; the next run wants nothing more. */
const becomes = (was: string, wanted: string, ...world: Sentence[]) => [
  given.layer(ready),
  stopped,
  byDevices,
  ...world,
  given.conf(ctid, was),
  configure,
  expect.exit(0),
  expect.step("changed", "passthrough"),
  expect.conf(ctid, wanted),
  ...settled,
];

const settled = [
  configure,
  expect.exit(0),
  expect.step("ok", "passthrough"),
  expect.neverCalls("^(pct|dpkg-query) "),
];

const set = [
  scenario(
    "each node is a property, in one pct set, and no raw line stands beside them",
    ...becomes("arch: amd64\n", text("arch: amd64", ...properties([0, 1]))),
    expect.confLacks(ctid, "lxc\\."),
  ),
  scenario(
    "properties of other devices keep their numbers, and free numbers are taken",
    ...becomes(
      text("arch: amd64", "dev0: /dev/null", "dev2: /dev/zero,mode=0660"),
      text(
        "arch: amd64",
        "dev0: /dev/null",
        "dev1: /dev/nvidia0,mode=0666",
        "dev2: /dev/zero,mode=0660",
        "dev3: /dev/nvidia1,mode=0666",
        "dev4: /dev/nvidiactl,mode=0666",
        "dev5: /dev/nvidia-uvm,mode=0666",
        "dev6: /dev/nvidia-uvm-tools,mode=0666",
      ),
    ),
  ),
  scenario(
    "a property that is not as wanted is mended in its place, one that stands twice goes",
    ...becomes(
      text(
        "arch: amd64",
        "dev0: mode=0660,path=/dev/nvidia0",
        "dev1: /dev/nvidia0,mode=0666",
        ...properties([1], 2),
      ),
      text("arch: amd64", "dev0: /dev/nvidia0,mode=0666", ...properties([1], 2)),
    ),
  ),
  scenario(
    "properties in a snapshot are none of those in force",
    ...becomes(
      text("arch: amd64", "", "[snap]", ...properties([0, 1])),
      text("arch: amd64", ...properties([0, 1]), "", "[snap]", ...properties([0, 1])),
    ),
  ),
  scenario(
    "the plan says which and sets none",
    given.layer(ready),
    byDevices,
    given.conf(ctid, "arch: amd64\n"),
    when.remembered(),
    when.plan(String(ctid)),
    expect.exit(3),
    expect.step("would", "passthrough"),
    expect.step("unknown", "restart"),
    expect.says("found: devN properties that need --dev0 /dev/nvidia0,mode=0666 --dev1 /dev/nvidia1"),
    expect.neverCalls("^pct set"),
    expect.unchanged(),
  ),
];

const deleted = [
  scenario(
    "an assignment that shrinks deletes the property of its GPU only",
    ...becomes(
      text("arch: amd64", "dev0: /dev/null", ...properties([0, 1], 1)),
      text(
        "arch: amd64",
        "dev0: /dev/null",
        ...properties([0, 1], 1).filter((line) => !line.includes("nvidia0,")),
      ),
      assigned("1"),
    ),
  ),
  scenario(
    "without GPU all of ours go",
    ...becomes(
      text("arch: amd64", "dev0: /dev/null", ...properties([0, 1], 1)),
      text("arch: amd64", "dev0: /dev/null"),
      assigned("none"),
    ),
  ),
  scenario(
    "from mount entries to properties",
    ...becomes(
      text("arch: amd64", ...gpuLines([0, 1]), "lxc.mount.entry: /dev/fuse dev/fuse none bind"),
      text("arch: amd64", ...properties([0, 1]), "lxc.mount.entry: /dev/fuse dev/fuse none bind"),
    ),
  ),
  scenario(
    "and back",
    ...becomes(text("arch: amd64", ...properties([0, 1])), text("arch: amd64", ...gpuLines([0, 1])), byMount),
  ),
];

const running = [
  scenario(
    "to a running container they come with a restart, and Proxmox's pending section counts as done",
    given.layer(ready),
    byDevices,
    configure,
    expect.exit(0),
    expect.confLacks(ctid, "^lxc"),
    ...settled,
    runFor(ctid, "--only", "restart"),
    expect.exit(0),
    expect.step("changed", "restart"),
    ...nodesOf(0, 1).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "ok")),
    expect.confHas(ctid, ...properties([0, 1])),
    ...settled,
  ),
  scenario(
    "where mount entries follow them the nodes are the same: the deletions may wait for the next start",
    given.layer(ready),
    stopped,
    given.conf(ctid, text(...properties([0, 1]))),
    given.inWorld("pct", "start", String(ctid)),
    configure,
    expect.exit(0),
    expect.callsTimes(1, "^pct set 901 --delete dev0.,dev1.,dev2.,dev3.,dev4$"),
    runFor(ctid, "--only", "restart"),
    expect.step("ok", "passthrough", "restart"),
    given.containerRestarted(ctid),
    ...nodesOf(0, 1).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "ok")),
    expect.confLacks(ctid, "^dev|pending"),
    expect.confHas(ctid, ...gpuLines([0, 1])),
    runFor(ctid, "--only", "restart"),
    expect.step("ok", "passthrough", "restart"),
  ),
  scenario(
    "a Proxmox that plugs them in at once needs no restart for those that a killed run has set",
    given.layer(ready),
    byDevices,
    proxmox("6.1.10"),
    given.fault("pct", { action: "after:kill-script", matching: "^set" }),
    configure,
    expect.exit(137),
    given.noMoreFaults(),
    runFor(ctid, "--only", "restart"),
    expect.exit(0),
    expect.step("ok", "passthrough", "restart"),
    ...nodesOf(0, 1).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "ok")),
  ),
  scenario(
    "a pending deletion counts as done",
    given.layer(ready),
    byDevices,
    assigned("none"),
    given.conf(
      ctid,
      text(...properties([0]), "", "[pve:pending]", "delete: dev0,dev1,!dev2", "delete: dev3"),
    ),
    ...settled,
  ),
];

const old = [
  scenario(
    "a Proxmox that does not know them is named before anything is changed",
    given.layer(ready),
    byDevices,
    given.oldPct(),
    proxmox("5.0.5"),
    when.remembered(),
    runFor(ctid),
    expect.exit(4),
    expect.step("failed", "passthrough"),
    expect.says("expected: pve-container 5.0.7 or later, for devN properties$"),
    expect.says("found: +5.0.5$"),
    expect.says('next: +set nvidia_driver.container_passthrough to "mount", or upgrade Proxmox$'),
    expect.unchanged(),
  ),
  scenario(
    "5.0.10 is later than 5.0.7",
    given.layer(ready),
    stopped,
    byDevices,
    proxmox("5.0.10"),
    configure,
    expect.exit(0),
    expect.confHas(ctid, ...properties([0, 1])),
  ),
  scenario(
    "one whose version nobody knows is no reason to try",
    given.layer(ready),
    byDevices,
    given.fault("dpkg-query", { action: "garbage", matching: "pve-container" }),
    when.remembered(),
    runFor(ctid),
    expect.exit(1),
    expect.says("expected: the version of pve-container$"),
    expect.unchanged(),
  ),
  scenario(
    "mount entries ask for no version",
    given.layer(ready),
    given.oldPct(),
    proxmox("4.4-1"),
    configure,
    expect.exit(0),
    expect.confHas(ctid, ...gpuLines([0, 1])),
  ),
  scenario(
    "a pct set that fails ends the run, with what it said",
    given.layer(ready),
    byDevices,
    given.fault("pct", { action: "exit 255", matching: "^set" }),
    configure,
    expect.exit(1),
    expect.endedAt("passthrough"),
    expect.says("command: +pct set 901 --dev0 .*\\(exit 255\\)$"),
    given.noMoreFaults(),
    configure,
    expect.exit(0),
    expect.step("changed", "passthrough"),
  ),
  scenario(
    "a node that vanishes before pct set is not set: the container would never start again",
    given.layer(ready),
    byDevices,
    given.event("flock", { matching: "--timeout" }, "rm /dev/nvidia-uvm-tools"),
    configure,
    expect.exit(4),
    expect.endedAt("passthrough"),
    expect.says("/dev/nvidia-uvm-tools is gone from this host"),
    expect.confLacks(ctid, "^dev"),
  ),
];

export default specification(
  nvidia,
  {
    "container devices set": set,
    "container devices deleted": deleted,
    "container devices pending": running,
    "container devices refused": old,
  },
  { layers: [ready] },
);
