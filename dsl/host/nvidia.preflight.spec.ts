import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** What every refusal has in common: nothing was changed, and no step was begun. */
export const refused = [
  expect.exit(4),
  expect.says("^done +[0-9]+ failed in "),
  expect.noStep("runfile", "changed"),
  expect.noStep("driver_answers"),
  expect.unchanged(),
];

/** A fresh host with GPUs, a configuration, and one thing that is not as it must be. */
export function refusal(name: string, step: string, words: readonly string[], ...world: Sentence[]) {
  return scenario(
    name,
    given.host(),
    ...(world.some(({ call }) => call === "given_gpus") ? [] : [given.gpus(2)]),
    ...(world.some(({ call }) => call === "given_config") ? [] : [given.config()]),
    ...world,
    when.remembered(),
    when.run(),
    expect.step("failed", step),
    expect.says(`source: +dsl/host/nvidia.ts:[0-9]+$`),
    ...words.map(expect.says),
    refused,
  );
}

const hardware = [
  refusal(
    "no GPU at all",
    "gpu",
    ["expected: a PCI device of vendor 0x10de and class 0x0300 0x0302$", "found: +none$"],
    given.gpus(0),
  ),
  refusal(
    "the audio function of a GPU is no GPU",
    "gpu",
    ["found: +none$"],
    given.gpus(1),
    given.noFile("/sys/bus/pci/devices/0000:01:00.0"),
  ),
  refusal(
    "the only GPU belongs to a virtual machine",
    "gpu",
    ["found: +vfio-pci holds 0000:01:00.0$", "next: +take it from the virtual machine"],
    given.gpus(1, "vfio-pci"),
  ),
  scenario(
    "of two GPUs one belongs to a virtual machine: the other is used, and there is one node",
    given.host(),
    given.config(".nvidia_driver.host_toolkit = false"),
    given.gpus(1, "vfio-pci"),
    given.inWorld(
      "cp",
      "--recursive",
      "/sys/bus/pci/devices/0000:01:00.0",
      "/sys/bus/pci/devices/0000:02:00.0",
    ),
    given.noFile("/sys/bus/pci/devices/0000:02:00.0/driver"),
    when.run(),
    expect.says("^warning +gpu: left alone, because vfio-pci holds it: 0000:01:00.0$"),
    expect.exit(0),
    expect.noFile("/dev/nvidia1"),
    expect.fileHas("/etc/systemd/system/phoenix-nvidia-nodes.service", "nvidia-modprobe -c 0 -c 255$"),
  ),
  refusal(
    "Secure Boot on, and no key of dkms enrolled",
    "secure_boot",
    ["found: +Secure Boot on, and the key is not among those enrolled$", "next: .*mokutil --import"],
    given.secureBoot("on"),
  ),
  scenario(
    "Secure Boot off on a host with EFI is no finding",
    given.host(),
    given.gpus(1),
    given.config(),
    given.secureBoot("off"),
    when.plan(),
    expect.exit(3),
    expect.noStep("secure_boot"),
  ),
  scenario(
    "a variable of the firmware that is neither on nor off cannot be told",
    given.host(),
    given.gpus(1),
    given.config(),
    given.secureBoot("off"),
    given.file(
      "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
      "0644",
      "no such thing",
    ),
    when.remembered(),
    when.run(),
    expect.exit(1),
    expect.step("failed", "secure_boot"),
    expect.unchanged(),
  ),
];

const versions = [
  refusal(
    "the file and the configured version are two drivers",
    "runfile_version",
    ["expected: a file of version 570.124.06$", "found: +NVIDIA-Linux-x86_64-580.76.05.run$"],
    given.config('.nvidia_driver.version = "570.124.06"'),
  ),
  refusal(
    "the file has a name of its own",
    "runfile_version",
    ["expected: a file called NVIDIA-Linux-x86_64-580.76.05.run$", "found: +driver.run$"],
    given.config('.nvidia_driver.runfile_url = "file:/srv/driver.run"'),
  ),
  refusal(
    "a driver below the floor of CUDA 12",
    "driver_fits_cuda",
    ["expected: a driver from 525.60.13 on, which CUDA 12 needs$", "found: +525.60.12$"],
    given.config('.nvidia_driver.version = "525.60.12"'),
  ),
  refusal(
    "a driver below the floor of CUDA 13",
    "driver_fits_cuda",
    ["expected: a driver from 580.65.06 on, which CUDA 13 needs$"],
    given.config('.nvidia_driver.version = "570.124.06" | .nvidia_driver.cuda_version = "13.0"'),
  ),
  ...["570.26", "570.123.99", "570.124.05"].map((version) =>
    scenario(
      `driver ${version} is above the floor and older than CUDA 12.8: a warning`,
      given.host(),
      given.gpus(1),
      given.config(`.nvidia_driver.version = "${version}"`),
      when.plan(),
      expect.says(`^warning +driver_fits_cuda: driver ${version} is older than 570.124.06`),
      expect.noStep("driver_fits_cuda"),
    ),
  ),
  ...["570.124.06", "570.124.6", "570.211", "580.76.05"].map((version) =>
    scenario(
      `driver ${version} is not older than CUDA 12.8: no warning`,
      given.host(),
      given.gpus(1),
      given.config(`.nvidia_driver.version = "${version}"`),
      when.plan(),
      expect.neverSays("driver_fits_cuda:"),
      expect.noStep("driver_fits_cuda"),
    ),
  ),
  refusal(
    "a choice of the kernel module that this driver does not offer",
    "driver",
    ["expected: kernel_module_type open with a driver that offers a choice", "found: +driver 550.90.07$"],
    given.config('.nvidia_driver.version = "550.90.07" | .nvidia_driver.kernel_module_type = "open"'),
  ),
];

const nodes = "dev0: /dev/nvidia0,mode=0666";

const users = [
  scenario(
    "containers that use the loaded driver are named, and only those that run with its nodes",
    given.host(),
    given.gpus(2),
    given.config(),
    given.driverLoaded("570.124.06"),
    given.guest(901, "running", nodes),
    given.guest(902, "stopped", nodes),
    given.guest(903, "running"),
    given.guest(904, "running", "lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file"),
    given.guest(905, "running", "[before-nvidia]", nodes),
    when.remembered(),
    when.run(),
    expect.step("failed", "old_module"),
    expect.says("found: +containers 901 904$"),
    expect.says("next: .*--stop-guests; they are not started again$"),
    expect.neverCalls("pct (shutdown|stop)|rmmod"),
    refused,
  ),
  scenario(
    "with --stop-guests the plan says which",
    given.host(),
    given.gpus(2),
    given.config(),
    given.driverLoaded("570.124.06"),
    given.guest(901, "running", nodes),
    when.remembered(),
    when.plan("--stop-guests"),
    expect.exit(3),
    expect.says("^warning +old_module: containers that will be stopped: 901$"),
    expect.neverCalls("pct (shutdown|stop)"),
    expect.unchanged(),
  ),
  scenario(
    "containers do not matter while the loaded driver is the right one",
    given.layer(converged),
    given.guest(901, "running", nodes),
    when.remembered(),
    when.run(),
    expect.exit(0),
    expect.step("ok", "old_module"),
    expect.neverCalls("^pct"),
    expect.unchanged(),
  ),
  scenario(
    "pct that does not answer is no proof that nobody uses the driver",
    given.host(),
    given.gpus(2),
    given.config(),
    given.driverLoaded("570.124.06"),
    given.guest(901, "running", nodes),
    given.fault("pct", { action: "empty" }),
    when.remembered(),
    when.run("--stop-guests"),
    expect.exit(1),
    expect.says("expected: from pct list whether container 901 runs$"),
    expect.unchanged(),
  ),
];

export default specification(
  nvidia,
  {
    "preconditions hardware and users": [...hardware, ...users],
    "preconditions versions": versions,
  },
  { layers: [converged] },
);
