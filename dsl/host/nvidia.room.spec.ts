import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { refusal, refused } from "./nvidia.preflight.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

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
    ["expected: 1 MB free in /var/lib for unpacking the .run$"],
    given.room("/var/lib", 200_000),
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
    "an emptied /var/cache is no finding: apt makes its directory again, in what is there above it",
    given.host(),
    given.gpus(1),
    given.config(),
    given.noFile("/var/cache/apt"),
    when.run(),
    expect.exit(0),
    expect.step("changed", "build_tools", "cuda_toolkit"),
  ),
  scenario(
    "what a full disk has left unpacked without its dependencies is completed",
    given.layer(converged),
    given.inWorld("dpkg", "--purge", "cuda-toolkit-12-8", "cuda-compiler-12-8", "cuda-nvcc-12-8"),
    given.inWorld(
      "bash",
      "-c",
      "dpkg --unpack /srv/cuda/repos/debian12/x86_64/cuda-toolkit-12-8_*.deb || true; dpkg --audit",
    ),
    when.run(),
    expect.exit(0),
    expect.changedOnly("cuda_toolkit"),
    expect.package("cuda-nvcc-12-8", "installed"),
    when.run(),
    expect.exit(0),
    expect.neverSays("^changed"),
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
    ["found: +it would take pve-gpu-tool along$", "next: .*by hand$"],
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
    given.room("/var/lib", 1000),
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
  { "preconditions distribution room consent": [...distribution, ...room, ...consent, ...together] },
  { layers: [converged] },
);
