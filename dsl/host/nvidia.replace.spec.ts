import { expect, given, layer, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** Everything that comes before the driver is done; what is about the driver need not wait for it. */
export const prepared = layer(
  "host without driver",
  given.gpus(2),
  given.config(".nvidia_driver.host_toolkit = false"),
  when.killed("install_driver: "),
  when.run(),
  expect.exit(137),
);

const library = (version: string) => `/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.${version}`;
const loaded = "/sys/module/nvidia/version";

/** The configured driver is there, alone, and answers. */
const replaced = [
  expect.exit(0),
  ...expect.step("ok", "driver_answers"),
  expect.file(library("580.76.05"), "0644"),
  expect.fileHas(loaded, "^580.76.05$"),
  when.inWorld("dkms", "status", "-m", "nvidia"),
  expect.neverSays("570.124.06|535.247.01"),
  expect.says("nvidia/580.76.05, 6.8.12-9-pve, x86_64: installed"),
  expect.says("nvidia/580.76.05, 6.8.12-13-pve, x86_64: installed"),
];

/** A second run finds nothing to do. */
export const settled = [
  when.remembered(),
  when.run(),
  expect.exit(0),
  expect.neverSays("^(changed|failed)"),
  expect.unchanged(),
];

const old = given.driverLoaded("570.124.06");
const nodes = "dev0: /dev/nvidia0,mode=0666";

const runfiles = [
  scenario(
    "an older driver from its .run is replaced by the installer, and the modules are loaded anew",
    given.layer(prepared),
    old,
    when.run(),
    ...replaced,
    expect.noFile(library("570.124.06")),
    expect.noFile("/var/lib/dkms/nvidia/570.124.06"),
    ...settled,
  ),
  scenario(
    "the modules go in one call, dependants first, and the installer runs once",
    given.layer(prepared),
    old,
    when.run(),
    expect.calls("^rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia$"),
    expect.callsTimes(1, "^nvidia-installer .*--silent"),
    expect.step("changed", "old_module", "driver", "modules"),
    expect.step("ok", "old_driver", "device_nodes"),
  ),
  scenario(
    "the same version again is no reason to run the installer",
    given.layer(converged),
    when.run(),
    expect.exit(0),
    expect.neverCalls("^(nvidia-installer|rmmod|modprobe|dkms) "),
  ),
  scenario(
    "a build that fails leaves the old driver's files, says why, and the next run goes on",
    given.layer(prepared),
    old,
    given.file("/world/build-fails", "0644"),
    when.run(),
    expect.exit(1),
    expect.step("failed", "driver"),
    expect.says('\\| ERROR: An error occurred while performing the step: "Building kernel modules"'),
    expect.says(
      "command: +sh /usr/local/phoenix_hypervisor/cache/NVIDIA-Linux-x86_64-580.76.05.run --silent",
    ),
    expect.file(library("570.124.06"), "0644"),
    expect.noStep("modules"),
    given.noFile("/world/build-fails"),
    when.run(),
    ...replaced,
  ),
  scenario(
    "an installer that says yes and did nothing is not believed",
    given.layer(prepared),
    given.fault("nvidia-installer", { action: "exit 0", matching: "--silent" }),
    when.run(),
    expect.exit(1),
    expect.step("failed", "driver"),
    expect.noStep("modules"),
    given.noMoreFaults(),
    when.run(),
    ...replaced,
  ),
  scenario(
    "an installer that cannot register with dkms is a failure, and what it logged is shown",
    given.layer(prepared),
    given.fault("dkms", { action: "exit 10", matching: "install" }),
    when.run(),
    expect.exit(1),
    expect.step("failed", "driver"),
    expect.says("\\| WARNING: Failed to install the kernel module through DKMS"),
    expect.says("\\| nvidia-installer log file '/var/log/nvidia-installer.log'"),
    expect.noStep("modules"),
    given.noMoreFaults(),
    when.run(),
    ...replaced,
  ),
  scenario(
    "a GPU that does not answer on the bus is told with what to do, and no toolkit is installed",
    given.layer(prepared),
    given.config(".nvidia_driver.host_toolkit = true"),
    given.inWorld("sed", "--in-place", "s/ ok / lost /", "/world/gpus"),
    when.run(),
    expect.exit(1),
    expect.step("failed", "driver_answers"),
    expect.says("found: +exit code 15"),
    expect.says("next: +the GPU does not answer on the bus"),
    expect.noStep("cuda_repository"),
    expect.package("cuda-toolkit-12-8", "absent"),
  ),
];

const users = [
  scenario(
    "--stop-guests stops the containers that use the driver and no other, and starts none",
    given.layer(prepared),
    given.guest(901, "running", nodes),
    given.guest(902, "running"),
    given.guest(903, "stopped", nodes),
    given.guest(904, "running", "memory: 512", "[old]", nodes),
    given.guest(905, "running", "lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file"),
    old,
    when.run("--stop-guests"),
    expect.exit(0),
    expect.callsTimes(2, "^pct shutdown "),
    expect.calls("^pct shutdown 901 "),
    expect.calls("^pct shutdown 905 "),
    expect.neverCalls("^pct (start|stop) "),
    expect.step("ok", "driver_answers"),
    when.inWorld("pct", "list"),
    expect.says("^902 +running"),
    expect.says("^901 +stopped"),
  ),
  scenario(
    "a container that ignores the request, and one that the cluster stops later",
    given.layer(prepared),
    given.guest(901, "running", nodes),
    given.guest(902, "running", nodes),
    given.file("/world/guests/901.stubborn", "0644"),
    given.file("/world/guests/902.ha", "0644", "2\n"),
    old,
    when.run("--stop-guests"),
    expect.exit(0),
    expect.step("changed", "old_module"),
    expect.callsTimes(4, "^pct status 90[12]"),
  ),
  scenario(
    "a process that has a node open is named, and nothing is changed",
    given.layer(prepared),
    old,
    given.nodeHeld("/dev/nvidia0"),
    when.remembered(),
    when.run("--stop-guests"),
    expect.exit(4),
    expect.says("found: +process [0-9]+ \\(hold-node\\)$"),
    expect.says("next: +end these processes, then run again$"),
    expect.neverCalls("rmmod"),
    expect.unchanged(),
  ),
  scenario(
    "a module that somebody unknown uses stays whole, and a reboot frees it",
    given.layer(prepared),
    given.file("/world/users/nvidia/somebody", "0644"),
    old,
    when.run(),
    expect.exit(10),
    expect.says("^failed +old_module +a reboot is needed: something still uses the loaded nvidia$"),
    expect.neverCalls("^rmmod|nvidia-installer"),
    expect.file("/sys/module/nvidia_uvm/version", "0644"),
    when.rebooted(),
    when.run(),
    expect.exit(0),
    expect.step("ok", "driver_answers"),
  ),
];

export default specification(
  nvidia,
  {
    "replacing a driver of a run file": [...runfiles, ...users],
  },
  { layers: [converged, prepared] },
);
