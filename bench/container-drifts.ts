import type { Drift } from "./drifts.ts";

const conf = "/etc/pve/lxc/901.conf";
const dev = "/world/ct/901/dev";
const root = "/world/ct/901/root";
const libraries = `${root}/usr/lib/x86_64-linux-gnu`;
const source = `${root}/etc/apt/sources.list.d/phoenix-cuda.sources`;
const keyring = `${root}/usr/share/keyrings/phoenix-cuda.gpg`;
const inside = `chroot ${root}`;
/** Bash that gives a node, or what stands in its place, under a name. */
const link = (node: string, name: string) => `ln --force /world/ct/${node} ${dev}/${name}`;

/** Ways in which a container ceases to be converged: what both must catch. */
export const containerDrifts: readonly Drift[] = [
  { name: "no such container", step: "container", bash: `rm ${conf}` },
  { name: "container locked", step: "container", bash: `echo 'lock: backup' >>${conf}` },
  { name: "cluster without quorum", step: "container", bash: "chmod a-w /etc/pve/nodes/pve" },
  {
    name: "another version in the kernel",
    step: "host_driver",
    bash: "echo 570.124.06 >/sys/module/nvidia/version",
  },
  { name: "node of the host missing", step: "host_driver", bash: "rm /dev/nvidia-uvm" },
  { name: "device rule removed", step: "passthrough", bash: `sed --in-place '/c 195:1 /d' ${conf}` },
  {
    name: "mount entry removed",
    step: "passthrough",
    bash: `sed --in-place '/mount.*nvidia-uvm /d' ${conf}`,
  },
  {
    name: "node missing in the container",
    step: "restart",
    alsoAt: ["devices"],
    bash: `rm ${dev}/nvidia1`,
  },
  {
    name: "node with the numbers of another",
    step: "restart",
    alsoAt: ["devices"],
    bash: link(".pool/nvidia0", "nvidia1"),
  },
  {
    name: "node that may not be opened",
    step: "restart",
    alsoAt: ["devices"],
    bash: `${link(".refused/nvidia1", "nvidia1")}; : >/world/guests/901.refused`,
  },
  {
    name: "node that is not assigned",
    step: "restart",
    alsoAt: ["devices"],
    bash: link(".pool/nvidia-modeset", "nvidia-modeset"),
  },
  {
    name: "system that is still starting",
    step: "initialization",
    bash: `echo starting >${root}/run/systemd/private`,
  },
  {
    name: "kmod removed",
    step: "installer_tools",
    bash: `${inside} dpkg --remove --force-depends kmod`,
  },
  {
    name: "driver package of the distribution",
    step: "driver",
    bash: `${inside} apt-get --quiet=2 install --yes --no-install-recommends libnvidia-ptxjitcompiler1`,
  },
  {
    name: "installation that did not end",
    step: "driver",
    bash: `${inside} bash -c 'mkdir --parents /var/lib/phoenix_hypervisor; echo >/var/lib/phoenix_hypervisor/unfinished-driver'`,
  },
  {
    name: "library of another driver",
    step: "driver",
    bash: `echo >${libraries}/libnvidia-ml.so.535.247.01`,
  },
  {
    name: "library that stands for another",
    step: "driver",
    bash: `ln --symbolic --force libc.so.6 ${libraries}/libcuda.so.1`,
  },
  { name: "nvidia-smi missing", step: "driver", bash: `rm ${root}/usr/bin/nvidia-smi` },
  {
    name: "record of another driver",
    step: "driver",
    bash: `echo 'x (570.124.06)' >${root}/var/lib/nvidia/log`,
  },
  {
    name: "driver answers with another version",
    step: "driver_answers",
    bash: `printf '#!/bin/sh\\necho 570.124.06\\n' >${root}/usr/bin/nvidia-smi`,
  },
  {
    name: "one GPU does not answer",
    step: "driver_answers",
    bash: `printf '#!/bin/sh\\necho 580.76.05\\n' >${root}/usr/bin/nvidia-smi`,
  },
  {
    name: "repository named twice",
    step: "apt_sources",
    bash: `echo 'deb [arch=amd64 signed-by=/usr/share/keyrings/phoenix-cuda.gpg] file:/srv/cuda/repos/debian12/x86_64/ /' >${root}/etc/apt/sources.list.d/again.list`,
  },
  { name: "repository file edited", step: "cuda_repository", bash: `echo '# mine' >>${source}` },
  { name: "repository file, mode changed", step: "cuda_repository", bash: `chmod 0600 ${source}` },
  {
    name: "key replaced",
    step: "cuda_repository",
    bash: `cp /usr/share/keyrings/debian-archive-keyring.gpg ${keyring}`,
  },
  { name: "pin removed", step: "cuda_repository", bash: `rm ${root}/etc/apt/preferences.d/phoenix-cuda` },
  { name: "package lists gone", step: "cuda_repository", bash: `rm ${root}/var/lib/apt/lists/*cuda*` },
  {
    name: "toolkit removed",
    step: "cuda_toolkit",
    bash: `${inside} dpkg --remove --force-depends cuda-toolkit-12-8`,
  },
  {
    name: "/usr/local/cuda leads elsewhere",
    step: "nvcc",
    bash: `mkdir ${root}/usr/local/cuda-13.0; ln --symbolic --force --no-target-directory /usr/local/cuda-13.0 ${root}/usr/local/cuda`,
  },
  {
    name: "compiler of another release",
    step: "nvcc",
    bash: `sed --in-place 's/release 12.8/release 12.6/' ${root}/usr/local/cuda-12.8/bin/nvcc`,
  },
];
