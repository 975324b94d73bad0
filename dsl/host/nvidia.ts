import {
  aptPackage,
  aptPackages,
  basename,
  cudaDistribution,
  cudaRepository,
  dotsToDashes,
  driverFitsCuda,
  driverPurge,
  file,
  hostPipeline,
  initramfs,
  kernelHeaders,
  kernelModules,
  moduleBlacklist,
  moduleUnload,
  nvcc,
  nvidiaBootNodes,
  nvidiaDevices,
  nvidiaDriver,
  nvidiaSmi,
  pciDevice,
  pinnedDownload,
  rebootGate,
  runfileNamesVersion,
  secureBoot,
  singleSource,
  text,
} from "../../src/index.ts";
import { hypervisorConfig } from "../phoenix-config.ts";

/** What is fetched is kept here: host and containers take the same files. */
const cache = "/usr/local/phoenix_hypervisor/cache";

/** GPUs of NVIDIA, by vendor and class, but for those that virtual machines have. */
const gpus = { vendor: "0x10de", classes: ["0x0300", "0x0302"], notBoundTo: "vfio-pci" } as const;

const nouveauConf = "/etc/modprobe.d/phoenix-nouveau.conf";

/** NVIDIA driver with its kernel module, then CUDA, on this Proxmox host. */
export default hostPipeline(
  "hypervisor_feature_install_nvidia",
  { config: hypervisorConfig, enabledBy: (config) => config.nvidia_driver.install },
  (host, config) => {
    const nvidia = config.nvidia_driver;
    const aptLock = nvidia.apt_lock_deadline_seconds;
    const installer = text`${cache}/${basename(nvidia.runfile_url)}`;

    /** Without a GPU, or with one that a virtual machine holds, a driver is of no use. */
    const gpu = host.require("gpu", pciDevice(gpus));
    /** A kernel that takes only signed modules refuses the one that is built here. */
    host.require("secure_boot", secureBoot({ module: "nvidia", needs: [gpu] }));
    /** A file of another version than the configuration says would pass every later check but the last. */
    host.require(
      "runfile_version",
      runfileNamesVersion({ url: nvidia.runfile_url, version: nvidia.version }),
    );
    /** A driver below the floor of the CUDA release cannot run its programs. */
    host.require("driver_fits_cuda", driverFitsCuda({ version: nvidia.version, cuda: nvidia.cuda_version }));
    /** One file installs the host and every container: fetched once, pinned, kept. */
    const runfile = host.ensure(
      "runfile",
      pinnedDownload({
        from: nvidia.runfile_url,
        sha256: nvidia.runfile_sha256,
        into: cache,
        deadline: nvidia.download_deadline_seconds,
      }),
    );
    host.onlyIf(nvidia.host_toolkit, "nvidia_driver.host_toolkit is false", (host) => {
      /** While two sources name one repository with different keys, apt does nothing at all. */
      host.ensure(
        "apt_sources",
        singleSource({
          base: nvidia.cuda_repo_base_url,
          keep: "/etc/apt/sources.list.d/phoenix-cuda.sources",
        }),
      );
    });
    /** The module is built on this host, for every kernel it boots; gnupg reads the repository's key. */
    const tools = host.ensure(
      "build_tools",
      aptPackages({
        names: ["build-essential", "dkms", "pkg-config", "gnupg"],
        lockDeadline: aptLock,
        commands: ["dkms", "gpg"],
      }),
    );
    /** A module can only be built against the headers of its kernel: the running one, and the one that boots next. */
    const headers = host.ensure("kernel_headers", kernelHeaders({ lockDeadline: aptLock }));
    /** Either of them would claim the GPU at the next boot. */
    const nouveauOff = host.ensure(
      "nouveau_off",
      moduleBlacklist({ modules: ["nouveau", "nvidiafb"], modeSetting: ["nouveau"], path: nouveauConf }),
    );
    /** The initramfs loads modules before the root file system can forbid them. */
    const initramfsFresh = host.ensure(
      "initramfs",
      initramfs({ newerThan: nouveauConf, needs: [nouveauOff] }),
    );
    /** While nouveau holds the GPU, or the headers belong to a kernel that is still to boot, nothing can be built. */
    const booted = host.ensure(
      "reboot",
      rebootGate({
        ...gpus,
        device: gpu,
        headers,
        drivers: ["nouveau", "nvidiafb"],
        needs: [initramfsFresh],
      }),
    );
    /** A module in use cannot be replaced; who uses it is named and asked. */
    const unloaded = host.ensure(
      "old_module",
      moduleUnload({
        runfile,
        version: nvidia.version,
        moduleType: nvidia.kernel_module_type,
        guestDeadline: nvidia.guest_deadline_seconds,
        needs: [booted],
      }),
    );
    /** What was not installed from a .run would shadow its files. */
    const purged = host.ensure(
      "old_driver",
      driverPurge({
        unloaded,
        version: nvidia.version,
        consent: nvidia.purge_existing,
        lockDeadline: aptLock,
        needs: [tools],
      }),
    );
    /** The host builds the kernel module; containers take the same file without it. */
    const driver = host.ensure(
      "driver",
      nvidiaDriver({
        runfile,
        installer,
        sha256: nvidia.runfile_sha256,
        version: nvidia.version,
        moduleType: nvidia.kernel_module_type,
        headers,
        purged,
        needs: [tools],
      }),
    );
    /** Nothing loads the modules at boot unless it is told to. */
    const atBoot = host.ensure(
      "modules_at_boot",
      file({
        path: "/etc/modules-load.d/phoenix-nvidia.conf",
        content: "nvidia\nnvidia_uvm\n",
        needs: [driver],
      }),
    );
    /** Nodes are made by user space, and containers that start at boot need them before. */
    host.ensure(
      "nodes_at_boot",
      nvidiaBootNodes({ ...gpus, unit: "phoenix-nvidia-nodes.service", driver, needs: [atBoot] }),
    );
    /** The module in the kernel must be the one that was installed. */
    const loaded = host.ensure(
      "modules",
      kernelModules({ driver, modules: ["nvidia", "nvidia_uvm"], version: nvidia.version }),
    );
    /** CUDA needs the nodes of every GPU and of nvidia-uvm. */
    const nodes = host.ensure(
      "device_nodes",
      nvidiaDevices({ ...gpus, modules: loaded, deadline: nvidia.device_deadline_seconds }),
    );
    /** A driver that does not answer is no base for a toolkit. */
    const verified = host.verify("driver_answers", nvidiaSmi({ driver, nodes, version: nvidia.version }));

    host.onlyIf(nvidia.host_toolkit, "nvidia_driver.host_toolkit is false", (host) => {
      /** NVIDIA does not publish every toolkit for every distribution. */
      const distribution = host.require(
        "distribution",
        cudaDistribution({ cuda: nvidia.cuda_version, base: nvidia.cuda_repo_base_url }),
      );
      /** The toolkit comes from NVIDIA's repository, signed with the key of this distribution. */
      const repository = host.ensure(
        "cuda_repository",
        cudaRepository({
          driver: verified,
          distribution,
          base: nvidia.cuda_repo_base_url,
          key: nvidia.cuda_repo_key,
          fingerprint: nvidia.cuda_repo_key_fingerprint,
          cuda: nvidia.cuda_version,
          cache,
          deadline: nvidia.download_deadline_seconds,
          lockDeadline: aptLock,
          needs: [tools],
        }),
      );
      /** The toolkit alone: the metapackage `cuda` would bring a second driver. */
      const toolkit = host.ensure(
        "cuda_toolkit",
        aptPackage({
          name: text`cuda-toolkit-${dotsToDashes(nvidia.cuda_version)}`,
          from: repository,
          lockDeadline: aptLock,
          files: ["/usr/local/cuda*"],
        }),
      );
      /** Programs find the compiler of this release, not of another that is also there. */
      host.ensure("nvcc", nvcc({ toolkit, cuda: nvidia.cuda_version }));
    });
  },
);
