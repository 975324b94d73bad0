/** What stands where on the host of the scenarios once it has converged. */
export const version = "580.76.05";
export const runningKernel = "6.8.12-9-pve";
export const nextKernel = "6.8.12-13-pve";
/** Where the configuration of the scenarios takes the .run from. */
export const origin = `/srv/NVIDIA-Linux-x86_64-${version}.run`;
export const cache = "/usr/local/phoenix_hypervisor/cache";
export const runfile = `${cache}/NVIDIA-Linux-x86_64-${version}.run`;
/** The mark of an installer that has not come to its end. */
export const unfinished = "/var/lib/phoenix_hypervisor/unfinished-driver";
export const nouveauConf = "/etc/modprobe.d/phoenix-nouveau.conf";
export const modulesConf = "/etc/modules-load.d/phoenix-nvidia.conf";
export const nodesUnit = "/etc/systemd/system/phoenix-nvidia-nodes.service";
export const nodesUnitLink = "/etc/systemd/system/multi-user.target.wants/phoenix-nvidia-nodes.service";
export const libraries = "/usr/lib/x86_64-linux-gnu";
export const source = "/etc/apt/sources.list.d/phoenix-cuda.sources";
export const pin = "/etc/apt/preferences.d/phoenix-cuda";
export const keyring = "/usr/share/keyrings/phoenix-cuda.gpg";
export const nvcc = "/usr/local/cuda-12.8/bin/nvcc";
