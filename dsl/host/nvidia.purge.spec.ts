import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { prepared } from "./nvidia.replace.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const mine = "# the administrator's own\noptions nvidia NVreg_RegistryDwords=1\n";

/** What has NVIDIA in its name and belongs to nobody's driver. */
const bystanders = [
  "nvidia-container-toolkit",
  "nvidia-container-toolkit-base",
  "libnvidia-container1",
  "libnvidia-container-tools",
  "firmware-nvidia-gsp",
  "pve-nvidia-vgpu-helper",
];

const packages = [
  "nvidia-driver",
  "nvidia-kernel-dkms",
  "nvidia-smi",
  "libcuda1",
  "nvidia-installer-cleanup",
];

/** The distribution's driver was there; now the configured one is, and nothing else is missing. */
export const purged = [
  expect.exit(0),
  ...expect.step("changed", "old_driver", "driver"),
  ...expect.step("ok", "driver_answers"),
  ...packages.map((name) => expect.package(name, "absent")),
  ...bystanders.map((name) => expect.package(name, "installed")),
  expect.file("/etc/modprobe.d/nvidia.conf", "0644", mine),
  expect.noFile("/usr/lib/x86_64-linux-gnu/libcuda.so.535.247.01"),
  expect.noFile("/var/lib/dkms/nvidia-current"),
  expect.noFile("/usr/lib/nvidia/alternate-install-present"),
  expect.file("/usr/bin/nvidia-smi", "0755"),
];

export const distribution = [
  given.layer(prepared),
  given.installed("nvidia-driver", ...bystanders),
  given.file("/etc/modprobe.d/nvidia.conf", "0644", mine),
];

const agreed = [
  scenario(
    "the distribution's driver goes with --purge, and only it",
    ...distribution,
    when.run("--purge"),
    ...purged,
    expect.neverCalls("apt-get .*autoremove"),
    when.remembered(),
    when.run(),
    expect.neverSays("^(changed|failed)"),
    expect.unchanged(),
  ),
  scenario(
    "the distribution's driver goes when the configuration agrees, loaded or not",
    ...distribution,
    given.inWorld("modprobe", "nvidia-current"),
    given.config(".nvidia_driver.purge_existing = true"),
    when.run(),
    expect.step("changed", "old_module"),
    ...purged,
  ),
  scenario(
    "without consent the distribution's driver stays as it was",
    ...distribution,
    when.remembered(),
    when.run(),
    expect.exit(4),
    expect.neverSays("container|firmware|pve-nvidia"),
    expect.unchanged(),
  ),
  scenario(
    "packages that were removed and left their configuration go too",
    given.layer(converged),
    given.installed("nvidia-kernel-common"),
    given.inWorld("dpkg", "--remove", "nvidia-kernel-common"),
    when.run("--purge"),
    expect.changedOnly("old_driver"),
    expect.package("nvidia-kernel-common", "absent"),
    expect.noFile("/etc/modprobe.d/nvidia-kernel-common.conf"),
  ),
  scenario(
    "a purge that apt refuses removes nothing, and the next run goes on",
    ...distribution,
    given.fault("apt-get", { action: "exit 100", matching: "^purge" }),
    when.run("--purge"),
    expect.exit(1),
    expect.step("failed", "old_driver"),
    expect.package("nvidia-driver", "installed"),
    expect.noStep("driver"),
    given.noMoreFaults(),
    when.run("--purge"),
    ...purged,
  ),
];

/** One thing of another driver lies about on a converged host. */
function leftover(name: string, found: string, gone: string, ...world: Sentence[]) {
  return [
    scenario(
      `left over: ${name}`,
      given.layer(converged),
      ...world,
      when.remembered(),
      when.run(),
      expect.exit(4),
      expect.step("failed", "old_driver"),
      expect.says(`found: +${found}$`),
      expect.unchanged(),
      when.run("--purge"),
      expect.changedOnly("old_driver"),
      expect.noFile(gone),
    ),
  ];
}

const foreign = "/usr/src/nvidia-550.90.07/dkms.conf";

const leftovers = [
  ...leftover(
    "a build of dkms",
    "builds of dkms nvidia/550.90.07",
    "/var/lib/dkms/nvidia/550.90.07",
    given.file(foreign, "0644", 'PACKAGE_NAME="nvidia"\nPACKAGE_VERSION="550.90.07"\n# flavour: open\n'),
    given.inWorld("dkms", "add", "-m", "nvidia", "-v", "550.90.07"),
  ),
  ...leftover(
    "a build of a package that is gone",
    "builds of dkms nvidia-current/535.247.01",
    "/var/lib/dkms/nvidia-current/535.247.01",
    given.file(
      "/usr/src/nvidia-current-535.247.01/dkms.conf",
      "0644",
      'PACKAGE_NAME="nvidia-current"\nPACKAGE_VERSION="535.247.01"\n',
    ),
    given.inWorld("dkms", "add", "-m", "nvidia-current", "-v", "535.247.01"),
  ),
  ...leftover(
    "the mark of a package manager, which stops the installer",
    "/usr/lib/nvidia/alternate-install-present",
    "/usr/lib/nvidia/alternate-install-present",
    given.file("/usr/lib/nvidia/alternate-install-present", "0644"),
  ),
  ...leftover(
    "a library of a third version",
    "/usr/lib/x86_64-linux-gnu/lib\\*.so.535.54.03",
    "/usr/lib/x86_64-linux-gnu/libcuda.so.535.54.03",
    given.file("/usr/lib/x86_64-linux-gnu/libcuda.so.535.54.03", "0644", "libcuda"),
    given.file("/usr/lib/x86_64-linux-gnu/libEGL_nvidia.so.535.54.03", "0644", "libEGL"),
  ),
  scenario(
    "libraries of the toolkit and of containers are no leftovers",
    given.layer(converged),
    given.file("/usr/lib/x86_64-linux-gnu/libcudart.so.12.8.90", "0644", "x"),
    given.file("/usr/lib/x86_64-linux-gnu/libnvidia-container.so.1.17.8", "0644", "x"),
    given.file("/usr/lib/x86_64-linux-gnu/libnvidia-egl-wayland.so.1.1.10", "0644", "x"),
    when.remembered(),
    when.run("--purge"),
    expect.exit(0),
    expect.neverSays("^changed"),
    expect.unchanged(),
  ),
];

export default specification(
  nvidia,
  { "replacing a driver of packages": [...agreed, ...leftovers] },
  { layers: [converged, prepared] },
);
