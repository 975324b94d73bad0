import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../nvidia-world.ts";
import { prepared } from "./nvidia.replace.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const old = given.driverLoaded("570.124.06");
const barrier = "/etc/modprobe.d/phoenix-nvidia-until-replaced.conf";
const stray = `${there.libraries}/libcuda.so.535.54.03`;
const kernelModule = (type: string) => given.config(`.nvidia_driver.kernel_module_type = "${type}"`);

/** A package of somebody else brings a library with the version of a driver. */
const packaged = (name: string): Sentence =>
  given.inWorld(
    "bash",
    "-c",
    `printf '%s\\n' 'Package: ${name}' 'Status: install ok installed' 'Maintainer: nobody <n@example.invalid>' \\
       'Architecture: amd64' 'Version: 535.54.03-1' 'Description: x' '' >>/var/lib/dpkg/status
     printf '%s\\n' /. ${stray} >/var/lib/dpkg/info/${name}.list`,
  );

const owners = [
  scenario(
    "a library that belongs to a package which is no driver is never removed, and the package is named",
    given.layer(converged),
    given.file(stray, "0644", "libcuda"),
    packaged("site-compute"),
    when.remembered(),
    when.run("--purge"),
    expect.exit(4),
    expect.says(`found: +${stray} of site-compute$`),
    expect.noStep("runfile"),
    expect.unchanged(),
  ),
  scenario(
    "a driver package of the tesla branch goes with its library, and is named before",
    given.layer(converged),
    given.file(stray, "0644", "libcuda"),
    packaged("libnvidia-tesla-535-cuda1"),
    when.run("--purge"),
    expect.says(
      "^warning +old_driver: will be removed: packages libnvidia-tesla-535-cuda1; .*lib\\*.so.535.54.03$",
    ),
    expect.changedOnly("old_driver"),
    expect.package("libnvidia-tesla-535-cuda1", "absent"),
    expect.noFile(stray),
  ),
  ...(["empty", "garbage", "kill", "exit 1", "exit 2"] as const).map((action) =>
    scenario(
      `whom a library belongs to cannot be told when dpkg-query fails: ${action}`,
      given.layer(converged),
      given.file(stray, "0644", "libcuda"),
      given.fault("dpkg-query", { action, matching: "--search" }),
      when.run("--purge"),
      expect.exit(1),
      expect.says("expected: from dpkg-query --search whom files belong to$"),
      expect.file(stray, "0644"),
    ),
  ),
];

/** When a container stops, a process of the host opens a node. */
const latecomer = `#!/bin/bash
/usr/sbin/pct "$@" || exit
[[ $1 == shutdown ]] || exit 0
perl -e 'sysopen(my $node, "/dev/nvidia0", 010000000) or die; sleep 30' &
until [[ /proc/$!/fd/3 -ef /dev/nvidia0 ]]; do sleep 0.05; done
`;

const users = [
  scenario(
    "a process that comes after the first look is named, and nobody is asked to reboot",
    given.layer(prepared),
    given.guest(901, "running", "dev0: /dev/nvidia0,mode=0666"),
    given.file("/world/users/nvidia/somebody", "0644"),
    old,
    given.file("/usr/local/sbin/pct", "0755", latecomer),
    when.run("--stop-guests"),
    expect.exit(4),
    expect.says("^failed +old_module +processes use the driver that have been started meanwhile$"),
    expect.says("found: +process [0-9]+ \\(perl\\)$"),
    expect.neverCalls("^rmmod|reboot"),
    expect.noFile("/run/reboot-required"),
  ),
  scenario(
    "after a reboot for an unknown user nothing loads the old module again, whoever tries",
    given.layer(prepared),
    given.file(there.modulesConf, "0644", "nvidia\nnvidia_uvm\n"),
    given.file("/world/users/nvidia/somebody", "0644"),
    given.file("/world/next-kernel", "0644", `${there.runningKernel}\n`),
    old,
    when.run(),
    expect.exit(10),
    expect.fileHas(barrier, "^install nvidia /bin/false$"),
    when.rebooted(),
    expect.noFile("/sys/module/nvidia/version"),
    when.run(),
    expect.exit(0),
    expect.step("changed", "old_module", "driver", "modules"),
    expect.step("ok", "driver_answers"),
    expect.noFile(barrier),
  ),
  scenario(
    "a module that is in use in spite of such a reboot is no reason for the next one",
    given.layer(prepared),
    given.file("/world/users/nvidia/somebody", "0644"),
    old,
    given.file(barrier, "0644", "install nvidia /bin/false\n"),
    when.run(),
    expect.exit(4),
    expect.says("^failed +old_module +a reboot has not freed the loaded module$"),
    expect.neverCalls("reboot|rmmod"),
  ),
  scenario(
    "a module that does not go is named",
    given.layer(prepared),
    old,
    given.fault("rmmod", { action: "exit 1" }),
    when.run(),
    expect.exit(1),
    expect.says("found: +still loaded: nvidia_uvm nvidia_drm nvidia_modeset nvidia$"),
  ),
];

/** From one kernel module of NVIDIA's to the other and back. */
const types = [
  scenario(
    "another kernel module type is drift, and the installer brings it",
    given.layer(converged),
    kernelModule("proprietary"),
    when.run(),
    expect.changedOnly("old_module", "driver", "modules"),
    expect.calls("^nvidia-installer .*--kernel-module-type=proprietary"),
    expect.fileHas("/sys/module/nvidia/taint", "^POE$"),
    given.recorded("modinfo"),
    when.run(),
    expect.exit(0),
    expect.neverSays("^changed"),
    expect.neverCalls("^modinfo"),
    kernelModule("open"),
    given.inWorld("rmmod", "nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia"),
    when.run(),
    expect.changedOnly("driver", "modules"),
    expect.fileHas("/sys/module/nvidia/taint", "^OE$"),
  ),
  ...(["empty", "garbage", "kill"] as const).map((action) =>
    scenario(
      `the type of a module that is not loaded cannot be told when modinfo fails: ${action}`,
      given.layer(converged),
      kernelModule("open"),
      given.inWorld("rmmod", "nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia"),
      given.fault("modinfo", { action }),
      when.run(),
      expect.exit(1),
      expect.says("expected: whether the kernel module is the open or the proprietary one$"),
      expect.neverCalls("^nvidia-installer"),
    ),
  ),
];

const runs = [
  scenario(
    "a lost connection does not end a program halfway, but the run after it",
    given.layer(prepared),
    given.fault("nvidia-installer", { action: "hup-all", matching: "@build" }),
    when.run(),
    expect.exit(129),
    expect.file(`${there.libraries}/libcuda.so.${there.version}`, "0644"),
    expect.noStep("modules"),
    given.noMoreFaults(),
    when.run(),
    expect.exit(0),
  ),
  scenario(
    "--verbose shows what programs print, all of it",
    given.layer(prepared),
    when.run("--verbose"),
    expect.exit(0),
    expect.says("^Verifying archive integrity"),
  ),
  scenario(
    "an unfinished installation of another version is noticed too",
    given.layer(converged),
    given.file(there.unfinished, "0644", "570.124.06\n"),
    when.run(),
    expect.changedOnly("old_module", "driver", "modules"),
    expect.noFile(there.unfinished),
  ),
  scenario(
    "an initramfs that is missing is built once",
    given.layer(converged),
    given.noFile(`/boot/initrd.img-${there.nextKernel}`),
    when.run(),
    expect.changedOnly("initramfs"),
    expect.calls(`^update-initramfs -c -k ${there.nextKernel}$`),
    expect.callsTimes(2, "^update-initramfs "),
  ),
  scenario(
    "nvidiafb is forbidden with nouveau",
    given.layer(converged),
    when.plan(),
    expect.fileHas(there.nouveauConf, "^blacklist nvidiafb$"),
    expect.neverSays("nvidiafb modeset"),
  ),
];

export default specification(
  nvidia,
  { "who owns what": [...owners, ...types], "users and lost connections": [...users, ...runs] },
  { layers: [converged, prepared] },
);
