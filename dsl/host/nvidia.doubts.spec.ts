import {
  expect,
  type Fault,
  given,
  type Scenario,
  type Sentence,
  scenario,
  specification,
  when,
} from "../../src/index.ts";
import * as there from "../nvidia-world.ts";
import { shell } from "./nvidia.failing.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** A whole answer from a command that then says it failed: it counts for nothing. */
const takenBack = "after:exit 1";
const stray = `${there.libraries}/libcuda.so.535.54.03`;
const noLibrary = given.noFile(`${there.libraries}/libcuda.so.${there.version}`);
const guest = given.guest(901, "running", "dev0: /dev/nvidia0,mode=0666");
const kernelModule = given.config('.nvidia_driver.kernel_module_type = "open"');
const persistence = shell(
  "mkdir --parents /world/units; touch /world/units/nvidia-persistenced.service.active",
);

/** Something is to be done on a converged host, and a command that is asked before misbehaves. */
interface Doubt {
  readonly name: string;
  readonly drift: readonly Sentence[];
  readonly fault?: readonly [command: string, fault: Fault];
  readonly says: string;
  readonly options?: readonly string[];
}

/** Nobody knows the state: the run ends with 1 before it has changed anything, and so does a plan. */
const doubtedBefore = ({ name, drift, fault, says, options = [] }: Doubt): Scenario =>
  scenario(
    name,
    given.layer(converged),
    ...drift,
    ...(fault === undefined ? [] : [given.fault(...fault)]),
    when.remembered(),
    when.plan(...options),
    expect.exit(1),
    expect.says(`expected: ${says}`),
    when.run(...options),
    expect.exit(1),
    expect.says(`expected: ${says}`),
    expect.neverSays("^changed"),
    expect.unchanged(),
  );

const noPkgConfig = given.inWorld("dpkg", "--remove", "--force-depends", "pkg-config");
const driverPackage = given.installed("nvidia-kernel-common");
const rmmod = given.inWorld("rmmod", "nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia");

const before: Doubt[] = [
  {
    name: "df tells the room for packages and fails",
    drift: [noPkgConfig],
    fault: ["df", { action: takenBack, matching: "/var/cache/apt" }],
    says: "the free space for packages$",
  },
  {
    name: "df tells the room for the .run and fails",
    drift: [given.noFile(there.runfile)],
    fault: ["df", { action: takenBack, matching: "phoenix_hypervisor" }],
    says: "the free space of /usr/local/phoenix_hypervisor",
  },
  {
    name: "stat tells the size of the .run to come and fails",
    drift: [given.noFile(there.runfile)],
    fault: ["stat", { action: takenBack, matching: there.origin }],
    says: `the size of ${there.origin}$`,
  },
  {
    name: "modinfo tells the licence of the module and fails",
    drift: [kernelModule, rmmod],
    fault: ["modinfo", { action: takenBack, matching: "license" }],
    says: "whether the kernel module is the open or the proprietary one$",
  },
  {
    name: "what the loaded module taints the kernel with is nonsense",
    drift: [kernelModule, shell("echo '<>' >/sys/module/nvidia/taint")],
    says: "whether the kernel module is the open or the proprietary one$",
  },
  {
    name: "dpkg-query tells whom a library belongs to and fails",
    drift: [given.file(stray, "0644", "libcuda")],
    fault: ["dpkg-query", { action: "after:exit 2", matching: "--search" }],
    says: "from dpkg-query --search whom files belong to$",
    options: ["--purge"],
  },
  ...(["kill", "empty", takenBack] as const).map(
    (action): Doubt => ({
      name: `what would go with the driver's packages cannot be told: apt-get ends with ${action}`,
      drift: [driverPackage],
      fault: ["apt-get", { action, matching: "--simulate purge" }],
      says: "from apt-get --simulate purge what would go$",
      options: ["--purge"],
    }),
  ),
  ...(["garbage", takenBack] as const).map(
    (action): Doubt => ({
      name: `whether a container runs cannot be told: pct list ends with ${action}`,
      drift: [noLibrary, guest],
      fault: ["pct", { action, matching: "^list" }],
      says: "from pct list whether container 901 runs$",
      options: ["--stop-guests"],
    }),
  ),
];

/** The run has begun, and then a command misbehaves that it goes by: it ends there, and the next one goes on. */
interface Break extends Doubt {
  readonly step: string;
  /** What must not have been called. */
  readonly spared?: string;
}

const doubtedWithin = ({ step, name, drift, fault, says, options = [], spared }: Break): Scenario =>
  scenario(
    name,
    given.layer(converged),
    ...drift,
    ...(fault === undefined ? [] : [given.fault(...fault)]),
    when.run(...options),
    expect.exit(1),
    expect.endedAt(step),
    expect.says(says),
    ...(spared === undefined ? [] : [expect.neverCalls(spared)]),
    given.noMoreFaults(),
    when.run(...options),
    expect.exit(0),
    expect.neverSays("^failed"),
  );

const users: Break[] = [
  {
    step: "old_module",
    name: "pct tells that a container has stopped and fails",
    drift: [noLibrary, guest],
    fault: ["pct", { action: takenBack, matching: "^status" }],
    says: "command: +pct status 901 \\(exit 1\\)",
    options: ["--stop-guests"],
    spared: "^rmmod ",
  },
  ...(["exit 1", "kill", "empty", "garbage", "after:kill"] as const).map(
    (action): Break => ({
      step: "old_module",
      name: `whether the persistence daemon runs cannot be told: systemctl ends with ${action}`,
      drift: [noLibrary, persistence],
      fault: ["systemctl", { action, matching: "is-active" }],
      says: "cannot tell whether nvidia-persistenced runs$",
      spared: "^rmmod |^systemctl stop",
    }),
  ),
];

const within: Break[] = [
  {
    step: "runfile",
    name: "stat tells the size of the .run that came and fails",
    drift: [given.noFile(there.runfile)],
    fault: ["stat", { action: takenBack, matching: `--format=%s -- ${there.runfile}$` }],
    says: "command: +stat .*\\(exit 1\\)",
  },
  {
    step: "driver",
    name: "modinfo tells the version of a new module and fails",
    drift: [given.noFile(`/lib/modules/${there.nextKernel}/updates/dkms/nvidia.ko`)],
    fault: ["modinfo", { action: takenBack, matching: "version" }],
    says: "applied, but cannot tell whether it holds$",
  },
  {
    step: "device_nodes",
    name: "the nodes cannot be looked at once they have been made",
    drift: [given.noFile("/dev/nvidia1")],
    fault: ["stat", { call: 2, action: takenBack, matching: "/dev/nvidia0" }],
    says: "waiting is no use: the nodes cannot be looked at$",
  },
  ...(["garbage", "exit 3"] as const).map(
    (action): Break => ({
      step: "driver_answers",
      name: `that nvidia-smi ends with ${action} is no drift`,
      drift: [],
      fault: ["nvidia-smi", { action }],
      says: "^failed +driver_answers +cannot tell whether this holds: ",
    }),
  ),
];

const cudaList = "/etc/apt/sources.list.d/cuda.list";
const secondSource = "deb [trusted=yes] file:/srv/cuda/repos/debian12/x86_64/ /\n";
/** When the file against nouveau gets its mode, somebody takes the kernels out of /boot. */
const emptiesBoot = `#!/bin/bash
/usr/bin/chmod "$@" || exit
[[ $* != *${there.nouveauConf}* ]] || rm --force /boot/vmlinuz-*
`;
const headers = `proxmox-headers-${there.runningKernel}`;

const single = [
  scenario(
    "readlink tells where a file of sources is and fails: the file stays",
    given.layer(converged),
    given.file(cudaList, "0644", secondSource),
    given.fault("readlink", { action: takenBack, matching: cudaList }),
    when.run(),
    expect.exit(1),
    expect.endedAt("apt_sources"),
    expect.says("command: +readlink .*\\(exit 1\\)"),
    expect.file(cudaList, "0644", secondSource),
  ),
  scenario(
    "the kernels go while a run is on: no initramfs counts as fresh, and none is built",
    given.layer(converged),
    given.noFile(there.nouveauConf),
    given.file("/usr/local/sbin/chmod", "0755", emptiesBoot),
    when.run(),
    expect.exit(1),
    expect.step("changed", "nouveau_off"),
    expect.endedAt("initramfs"),
    expect.says("expected: the kernels in /boot$"),
    expect.neverCalls("^update-initramfs "),
  ),
  scenario(
    "a plan does not take a file for changed because stat failed",
    given.layer(converged),
    given.noFile(there.runfile),
    given.fault("stat", { action: takenBack, matching: there.nouveauConf }),
    when.plan(),
    expect.exit(1),
    expect.step("would", "runfile"),
    expect.endedAt("nouveau_off"),
    expect.says(`expected: what stat says of ${there.nouveauConf}$`),
  ),
  scenario(
    "which headers there are cannot be told: none are installed, and no boot is asked for",
    given.layer(converged),
    given.inWorld("dpkg", "--remove", "--force-depends", headers),
    // The first call is the one before the first change.
    given.fault("apt-cache", { call: 2, action: takenBack, matching: headers }),
    given.recorded("apt-get"),
    when.run(),
    expect.exit(1),
    expect.endedAt("kernel_headers"),
    expect.says("^failed +kernel_headers +cannot tell whether this holds: "),
    expect.says("expected: which headers apt has$"),
    expect.neverCalls("^apt-get .*--no-remove"),
  ),
];

export default specification(
  nvidia,
  {
    "doubts before the first change": before.map(doubtedBefore),
    "doubts about who uses the driver": users.map(doubtedWithin),
    "doubts within a run": [...within.map(doubtedWithin), ...single],
  },
  { layers: [converged] },
);
