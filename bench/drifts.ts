/** One way in which a converged host ceases to be one. */
export interface Drift {
  readonly name: string;
  /** The step that is to notice it. */
  readonly step: string;
  /** Other names under which it may be noticed: where one script has a step of its own for what belongs to two. */
  readonly alsoAt?: readonly string[];
  /** What happens to the host. */
  readonly bash: string;
}

const config = "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json";
const libraries = "/usr/lib/x86_64-linux-gnu";
const running = '"$(</proc/sys/kernel/osrelease)"';
const source = "/etc/apt/sources.list.d/phoenix-cuda.sources";
const keyring = "/usr/share/keyrings/phoenix-cuda.gpg";
const unit = "phoenix-nvidia-nodes.service";

function bind(driver: string): string {
  return `for address in 0000:01:00.0 0000:02:00.0; do
  mkdir --parents /sys/bus/pci/drivers/${driver}; ln --symbolic "../../devices/$address" "/sys/bus/pci/drivers/${driver}/$address"
done`;
}

/** What all three must catch. */
export const drifts: readonly Drift[] = [
  {
    name: "configuration: no version",
    step: "configuration",
    alsoAt: [`${config}:`], // no step of the script, which names the file
    bash: `sed --in-place 's/"version": "[^"]*"/"version": "newest"/' ${config}`,
  },
  { name: "GPUs given to a virtual machine", step: "gpu", bash: bind("vfio-pci") },
  {
    name: "cached file truncated",
    step: "runfile",
    bash: "truncate --size=1000 /usr/local/phoenix_hypervisor/cache/*.run",
  },
  { name: "build tool removed", step: "build_tools", bash: "dpkg --remove --force-depends pkg-config" },
  {
    name: "headers of the running kernel removed",
    step: "kernel_headers",
    bash: `dpkg --remove --force-depends proxmox-headers-${running}`,
  },
  { name: "file edited", step: "nouveau_off", bash: "echo '#' >>/etc/modprobe.d/phoenix-nouveau.conf" },
  { name: "initramfs out of date", step: "initramfs", bash: "touch --date=2001-01-01 /boot/initrd.img-*" },
  { name: "GPUs held by nouveau", step: "reboot", bash: bind("nouveau") },
  {
    name: "driver package of the distribution",
    step: "old_driver",
    bash: "apt-get --quiet=2 install --yes --no-install-recommends libnvidia-ptxjitcompiler1",
  },
  {
    name: "library of another driver",
    step: "old_driver",
    bash: `echo >${libraries}/libnvidia-ml.so.535.247.01`,
  },
  { name: "library of the driver missing", step: "driver", bash: `rm ${libraries}/libcuda.so.[0-9]*.*` },
  {
    name: "module of the kernel missing",
    step: "driver",
    bash: `rm /lib/modules/${running}/updates/dkms/nvidia.ko`,
  },
  {
    name: "mode changed",
    step: "modules_at_boot",
    bash: "chmod 0600 /etc/modules-load.d/phoenix-nvidia.conf",
  },
  { name: "file removed", step: "modules_at_boot", bash: "rm /etc/modules-load.d/phoenix-nvidia.conf" },
  {
    name: "unit edited",
    step: "nodes_at_boot",
    bash: `sed --in-place 's/ -c 1 / /' /etc/systemd/system/${unit}`,
  },
  { name: "unit disabled", step: "nodes_at_boot", bash: `systemctl disable ${unit}` },
  {
    name: "another version in the kernel",
    step: "modules",
    alsoAt: ["old_module"],
    bash: "echo 570.124.06 >/sys/module/nvidia/version",
  },
  { name: "node missing", step: "device_nodes", bash: "rm /dev/nvidia-uvm" },
  {
    name: "node with the numbers of another",
    step: "device_nodes",
    bash: "ln --force /dev/nvidia0 /dev/nvidia1",
  },
  {
    name: "driver answers with another version",
    step: "driver_answers",
    bash: "printf '#!/bin/sh\\necho 570.124.06\\n' >/usr/bin/nvidia-smi",
  },
  { name: "repository file edited", step: "cuda_repository", bash: `echo '# mine' >>${source}` },
  {
    name: "repository named twice",
    step: "apt_sources",
    alsoAt: ["cuda_repository"],
    bash: `echo 'deb [arch=amd64 signed-by=${keyring}] file:/srv/cuda/repos/debian12/x86_64/ /' >/etc/apt/sources.list.d/again.list`,
  },
  {
    name: "key replaced",
    step: "cuda_repository",
    bash: `cp /usr/share/keyrings/debian-archive-keyring.gpg ${keyring}`,
  },
  { name: "pin removed", step: "cuda_repository", bash: "rm /etc/apt/preferences.d/phoenix-cuda" },
  { name: "package lists gone", step: "cuda_repository", bash: "rm /var/lib/apt/lists/*cuda*" },
  { name: "toolkit removed", step: "cuda_toolkit", bash: "dpkg --remove --force-depends cuda-toolkit-12-8" },
  {
    name: "/usr/local/cuda leads elsewhere",
    step: "nvcc",
    bash: "mkdir /usr/local/cuda-13.0; ln --symbolic --force --no-target-directory /usr/local/cuda-13.0 /usr/local/cuda",
  },
  {
    name: "compiler of another release",
    step: "nvcc",
    bash: "sed --in-place 's/release 12.8/release 12.6/' /usr/local/cuda-12.8/bin/nvcc",
  },
];
