import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** What every refusal has in common: nothing was changed, and no step was begun. */
const refused = [
  expect.exit(4),
  expect.says("^done +[0-9]+ failed in "),
  expect.noStep("runfile", "changed"),
  expect.noStep("driver_answers"),
  expect.unchanged(),
];

/** A fresh host with GPUs, a configuration, and one thing that is not as it must be. */
function refusal(name: string, step: string, words: readonly string[], ...world: Sentence[]) {
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

/** Debian 13's repository of NVIDIA begins with CUDA 13. */
const trixie = (edit: string) => [given.host("debian13"), given.gpus(1), given.config(edit)];

const distribution = [
  scenario(
    "NVIDIA does not publish this toolkit for this distribution",
    ...trixie("del(.nvidia_driver.cuda_repo_base_url)"),
    when.remembered(),
    when.run(),
    expect.step("failed", "distribution"),
    expect.says("expected: CUDA 12.8 in NVIDIA's repository for debian13$"),
    expect.says("next: .*cuda_repo_base_url, or set host_toolkit to false$"),
    refused,
  ),
  scenario(
    "a mirror of the site's own may have what NVIDIA does not publish",
    ...trixie("."),
    when.plan(),
    expect.exit(3),
    expect.noStep("distribution"),
    expect.step("would", "cuda_repository"),
    expect.says("^warning +distribution: glibc 2.41 is too new for nvcc 12.8"),
  ),
  scenario(
    "without a toolkit on the host the distribution does not matter",
    ...trixie("del(.nvidia_driver.cuda_repo_base_url) | .nvidia_driver.host_toolkit = false"),
    when.plan(),
    expect.exit(3),
    expect.noStep("distribution"),
    expect.neverSays("glibc"),
    expect.step("skipped", "cuda_repository", "cuda_toolkit", "nvcc"),
  ),
  scenario(
    "glibc of Debian 12 is no remark",
    given.host(),
    given.gpus(1),
    given.config(),
    when.plan(),
    expect.neverSays("glibc"),
  ),
  scenario(
    "a system that does not say what it is cannot be told",
    given.host(),
    given.gpus(1),
    given.config(),
    given.file("/usr/lib/os-release", "0644", "NAME=nothing\n"),
    when.remembered(),
    when.run(),
    expect.exit(1),
    expect.step("failed", "distribution"),
    expect.says("expected: ID and VERSION_ID in /etc/os-release$"),
    expect.unchanged(),
  ),
];

/** The `.run` of the world has some 150 kB; six times that for unpacking, three times for its files. */
const room = [
  refusal(
    "no room for the download",
    "runfile",
    ["expected: 1 MB free in /usr/local/phoenix_hypervisor for file:/srv/NVIDIA", "next: +make room"],
    given.room("/usr/local/phoenix_hypervisor", 1000),
  ),
  refusal(
    "no room for unpacking",
    "driver",
    ["expected: 1 MB free in /var/tmp for unpacking the .run$"],
    given.room("/var/tmp", 200_000),
  ),
  scenario(
    "no room for the files of the driver",
    given.layer(converged),
    given.noFile("/var/lib/nvidia/log"),
    given.room("/usr", 1000),
    when.remembered(),
    when.run(),
    expect.step("failed", "driver"),
    expect.says("expected: 1 MB free in /usr for the files of the driver$"),
    refused,
  ),
  refusal(
    "no room for packages",
    "build_tools",
    ["expected: 1 MB free in /usr$", "next: +make room, or clear the archives: apt-get clean$"],
    given.room("/usr/local", 1_000_000_000),
    given.room("/usr", 1000),
  ),
  scenario(
    "where everything is there already, a full disk is no finding",
    given.layer(converged),
    given.room("/", 0),
    when.remembered(),
    when.run(),
    expect.exit(0),
    expect.neverSays("^(failed|changed|warning)"),
    expect.unchanged(),
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

const consent = [
  refusal(
    "packages of a driver are there, and nobody agreed to remove them: all of them are listed",
    "old_driver",
    [
      "expected: consent to remove all of this$",
      "found: .*packages .*libcuda1.*nvidia-driver .*nvidia-kernel-dkms",
      "builds of dkms nvidia-current/535.247.01",
      "alternate-install-present",
      "next: +run with --purge, or set nvidia_driver.purge_existing to true$",
    ],
    given.installed("build-essential", "dkms", "proxmox-headers-6.8.12-9-pve", "nvidia-driver"),
  ),
  refusal(
    "what apt would take along is listed too",
    "old_driver",
    ["and what depends on them: gpu-monitor$"],
    given.offered("debian", "gpu-monitor_1.0_all", "Depends: nvidia-smi"),
    given.inWorld("apt-get", "--quiet=2", "update"),
    given.installed("gpu-monitor"),
  ),
  refusal(
    "what the host cannot do without is not removed, whatever was agreed",
    "old_driver",
    ["found: +it would take pve-gpu-tool along$", "next: .*part them by hand$"],
    given.config(".nvidia_driver.purge_existing = true"),
    given.offered("debian", "pve-gpu-tool_1.0_all", "Depends: nvidia-smi"),
    given.inWorld("apt-get", "--quiet=2", "update"),
    given.installed("pve-gpu-tool"),
  ),
  scenario(
    "an answer of apt that names nothing is no agreement to remove something",
    given.host(),
    given.gpus(1),
    given.config(".nvidia_driver.purge_existing = true"),
    given.installed("nvidia-smi"),
    given.fault("apt-get", { action: "empty", matching: "--simulate purge" }),
    when.remembered(),
    when.run(),
    expect.exit(1),
    expect.says("expected: from apt-get --simulate purge what would go$"),
    expect.unchanged(),
  ),
];

const together = [
  scenario(
    "everything that stands in the way is told at once",
    given.host("debian13"),
    given.config(
      'del(.nvidia_driver.cuda_repo_base_url) | .nvidia_driver.version = "525.60.12" | .nvidia_driver.kernel_module_type = "open"',
    ),
    given.secureBoot("on"),
    given.installed("nvidia-smi"),
    given.room("/usr/local", 1_000_000_000),
    given.room("/usr", 1000),
    given.room("/var/tmp", 1000),
    when.remembered(),
    when.run(),
    expect.step("failed", "gpu", "secure_boot", "runfile_version", "driver_fits_cuda"),
    expect.step("failed", "build_tools", "kernel_headers", "old_driver", "driver", "distribution"),
    refused,
  ),
  scenario(
    "a plan finds the same, and refuses likewise",
    given.host("debian13"),
    given.config("del(.nvidia_driver.cuda_repo_base_url)"),
    given.secureBoot("on"),
    when.remembered(),
    when.plan(),
    expect.step("failed", "gpu", "secure_boot", "distribution"),
    refused,
  ),
  scenario(
    "as JSON every finding is one object",
    given.host(),
    given.config(),
    given.secureBoot("on"),
    when.run("--json"),
    expect.exit(4),
    expect.says('^\\{"precondition": "gpu", "expected": ".*", "found": "none"\\}$'),
    expect.says('^\\{"precondition": "secure_boot", '),
    expect.says('^\\{"event": "end", "exit": 4, '),
  ),
];

export default specification(
  nvidia,
  {
    "preconditions hardware and users": [...hardware, ...users],
    "preconditions versions": versions,
    "preconditions distribution room consent": [...distribution, ...room, ...consent, ...together],
  },
  { layers: [converged] },
);
