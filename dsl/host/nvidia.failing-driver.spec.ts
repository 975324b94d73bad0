import { given, specification } from "../../src/index.ts";
import * as there from "../nvidia-world.ts";
import { exits, type Failure, fails, shell } from "./nvidia.failing.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const boot: Failure[] = [
  {
    step: "nouveau_off",
    because: "the file cannot get its mode",
    drift: [given.noFile(there.nouveauConf)],
    command: "chmod",
    fault: exits(1, there.nouveauConf),
    says: "command: +chmod ",
  },
  {
    step: "nouveau_off",
    because: "the file cannot get its name",
    drift: [given.noFile(there.nouveauConf)],
    command: "mv",
    fault: exits(1, there.nouveauConf),
    says: "command: +mv ",
  },
  ...["exit 1" as const, "kill" as const].map(
    (action): Failure => ({
      step: "initramfs",
      because: `update-initramfs ends with ${action}`,
      drift: [shell(`touch --date=2020-01-01 /boot/initrd.img-*`)],
      command: "update-initramfs",
      fault: { action },
    }),
  ),
  {
    step: "initramfs",
    because: "update-initramfs says that all is well and builds nothing",
    drift: [shell(`touch --date=2020-01-01 /boot/initrd.img-*`)],
    command: "update-initramfs",
    fault: { action: "empty" },
    says: "applied, but it still does not hold",
  },
  {
    step: "modules_at_boot",
    because: "the file cannot get its name",
    drift: [given.noFile(there.modulesConf)],
    command: "mv",
    fault: exits(1, there.modulesConf),
    says: "command: +mv ",
  },
  {
    step: "nodes_at_boot",
    because: "systemctl fails",
    drift: [given.noFile(there.nodesUnitLink)],
    command: "systemctl",
    fault: exits(1, "enable"),
  },
  {
    step: "nodes_at_boot",
    because: "systemctl says that all is well and enables nothing",
    drift: [given.noFile(there.nodesUnitLink)],
    command: "systemctl",
    fault: { action: "empty", matching: "enable" },
    says: "applied, but it still does not hold",
  },
  {
    step: "nvcc",
    because: "update-alternatives fails",
    drift: [given.noFile("/usr/local/cuda")],
    command: "update-alternatives",
    fault: exits(2),
  },
  {
    step: "nvcc",
    because: "update-alternatives says that all is well and sets nothing",
    drift: [given.noFile("/usr/local/cuda")],
    command: "update-alternatives",
    fault: { action: "empty" },
    says: "applied, but it still does not hold",
  },
];

const noLibrary = [given.noFile(`${there.libraries}/libcuda.so.${there.version}`)];
const noModule = [given.noFile(`/lib/modules/${there.nextKernel}/updates/dkms/nvidia.ko`)];
const installer = there.runfile.slice(there.cache.length + 1);

const driver: Failure[] = [
  { step: "old_module", because: "rmmod fails", drift: noLibrary, command: "rmmod", fault: exits(1) },
  {
    step: "old_module",
    because: "rmmod says that all is well and removes nothing",
    drift: noLibrary,
    command: "rmmod",
    fault: { call: 1, action: "empty" },
    says: "applied, but it still does not hold",
  },
  {
    step: "old_module",
    because: "a container does not stop",
    drift: [...noLibrary, given.guest(901, "running", "dev0: /dev/nvidia0,mode=0666")],
    command: "pct",
    fault: exits(255, "shutdown"),
    options: ["--stop-guests"],
  },
  {
    step: "old_module",
    because: "the persistence daemon does not stop",
    drift: [
      ...noLibrary,
      shell("mkdir --parents /world/units; touch /world/units/nvidia-persistenced.service.active"),
    ],
    command: "systemctl",
    fault: exits(1, "stop nvidia-persistenced"),
  },
  {
    step: "driver",
    because: "the .run fails",
    drift: noLibrary,
    command: installer,
    fault: exits(1),
    says: `command: +sh ${there.runfile} --silent .*\\(exit 1\\)`,
  },
  {
    step: "driver",
    because: "the .run is killed",
    drift: noLibrary,
    command: installer,
    fault: { action: "kill" },
    says: `command: +sh ${there.runfile} --silent .*\\(exit 137\\)`,
  },
  {
    step: "driver",
    because: "the .run says that all is well and installs nothing",
    drift: noLibrary,
    command: "nvidia-installer",
    fault: { action: "empty", matching: "--silent" },
    says: "applied, but it still does not hold",
  },
  {
    step: "driver",
    because: "the installer gives up half way",
    drift: noLibrary,
    command: "nvidia-installer",
    fault: exits(1, "@files"),
    says: "^ +\\| +nvidia-installer log file",
  },
  {
    step: "driver",
    because: "sha256sum says nonsense of the .run before it runs",
    drift: noLibrary,
    command: "sha256sum",
    fault: { call: 2, action: "garbage", matching: there.runfile },
    says: `expected: what sha256sum says of ${there.runfile}$`,
  },
  { step: "driver", because: "dkms fails", drift: noModule, command: "dkms", fault: exits(10, "^install") },
  {
    step: "driver",
    because: "dkms is killed",
    drift: noModule,
    command: "dkms",
    fault: { action: "kill", matching: "^install" },
  },
  {
    step: "driver",
    because: "dkms says that all is well and builds nothing",
    drift: noModule,
    command: "dkms",
    fault: { action: "empty", matching: "^install" },
    says: "applied, but it still does not hold",
  },
  ...["exit 1" as const, "kill" as const, "empty" as const, "garbage" as const].map(
    (action): Failure => ({
      step: "driver",
      because: `modinfo ends with ${action} after the build`,
      drift: noModule,
      command: "modinfo",
      fault: { action },
      says: "applied, but cannot tell whether it holds",
    }),
  ),
];

const noUvm = [given.inWorld("rmmod", "nvidia_uvm")];
const noNode = [given.noFile("/dev/nvidia-uvm")];

const devices: Failure[] = [
  { step: "modules", because: "modprobe fails", drift: noUvm, command: "modprobe", fault: exits(1) },
  {
    step: "modules",
    because: "modprobe says that all is well and loads nothing",
    drift: noUvm,
    command: "modprobe",
    fault: { action: "empty" },
    says: "applied, but it still does not hold",
  },
  {
    step: "device_nodes",
    because: "nvidia-modprobe fails",
    drift: noNode,
    command: "nvidia-modprobe",
    fault: exits(1),
  },
  {
    step: "device_nodes",
    because: "nvidia-modprobe is killed",
    drift: noNode,
    command: "nvidia-modprobe",
    fault: { action: "kill", matching: "-u" },
  },
];

export default specification(
  nvidia,
  {
    "failing files at boot": boot.map(fails),
    "failing driver": driver.map(fails),
    "failing modules and nodes": devices.map(fails),
  },
  { layers: [converged] },
);
