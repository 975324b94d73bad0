import {
  aptPackage,
  aptPackages,
  basename,
  call,
  computed,
  containerCudaRepository,
  containerInitialization,
  containerPipeline,
  containerRestart,
  containerSmi,
  dotsToDashes,
  type field,
  gpuPassthrough,
  lxcContainer,
  nvcc,
  nvidiaHost,
  nvidiaNodes,
  nvidiaUserSpace,
  singleSource,
  text,
} from "../../src/index.ts";
import { hypervisorConfig } from "../phoenix-config.ts";
import { lxcConfig } from "../phoenix-lxc-config.ts";

/** What is fetched is kept here: host and containers take the same files. */
const cache = "/usr/local/phoenix_hypervisor/cache";

/** Where apt in the container is told of the repository. */
const source = "/etc/apt/sources.list.d/phoenix-cuda.sources";

/** GPUs of the host for one LXC container, the user space of their driver, and CUDA in it. */
export default containerPipeline(
  "phoenix_hypervisor_feature_install_nvidia",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "nvidia",
    enabledBy: (config) => config.nvidia_driver.install,
    deadline: (config) => config.nvidia_driver.container_deadline_seconds,
  },
  (host, container, { config, own, feature }) => {
    const nvidia = config.nvidia_driver;
    const { ctid } = container;
    const aptLock = nvidia.apt_lock_deadline_seconds;
    const gpus = computed<field.GpuIndices>(
      "WANTED_GPUS",
      "the GPUs assigned to the container",
      call("choose_where", own.gpu_assignment, feature.isDeclared),
    );
    const hasGpus = computed<boolean>("HAS_GPUS", "a GPU is assigned", call("tell_if_any", gpus));
    const base = computed<field.Url>(
      "CUDA_BASE",
      "nvidia_repo_url, else cuda_repo_base_url",
      call("choose_given", own.nvidia_repo_url, nvidia.cuda_repo_base_url),
    );
    const neededMirror = computed<string>(
      "NEEDED_MIRROR",
      "the repository, where something is installed",
      call("choose_where", base, feature.isInstalledHere),
    );
    const noGpu = "no GPU is assigned, or the feature is not declared";
    const inherited = "inherited: installed in the container that this one was cloned from";

    /** What is written into the configuration of a guest elsewhere, of a template or of a locked one is lost. */
    const here = host.require("container", lxcContainer({ ctid }));
    host.onlyIf(hasGpus, noGpu, (host) => {
      /** The module is the host's: without it no driver in a container answers. */
      host.require("host_driver", nvidiaHost({ version: nvidia.version, gpus }));
    });
    /** The container sees the nodes of its GPUs and of no other. */
    const passthrough = host.ensure(
      "passthrough",
      gpuPassthrough({
        container: here,
        ctid,
        gpus,
        mode: nvidia.container_passthrough,
        lockDeadline: nvidia.conf_lock_deadline_seconds,
      }),
    );
    /** Proxmox reads the configuration of a container when it starts it, and not again. */
    const restarted = host.ensure(
      "restart",
      containerRestart({ passthrough, ctid, gpus, deadline: nvidia.guest_deadline_seconds }),
    );

    container.onlyIf(hasGpus, noGpu, (container) => {
      /** A start returns long before init and network are up. */
      const ready = container.waitForInitialization(
        "initialization",
        containerInitialization({
          ctid,
          repository: {
            base: neededMirror,
            file: text`/usr/local/cuda-${nvidia.cuda_version}/bin/nvcc`,
            source,
          },
          deadline: nvidia.initialization_deadline_seconds,
          running: restarted,
        }),
      );
      /** A node that is missing now is not missing for good. */
      const nodes = ready.waitFor(
        "devices",
        nvidiaNodes({ gpus, deadline: nvidia.device_deadline_seconds, passthrough }),
      );
      const driver = ready.onlyIf(feature.isInstalledHere, inherited, (ready) => {
        /** While two sources name one repository with different keys, apt does nothing at all. */
        const named = ready.ensure("apt_sources", singleSource({ base, keep: source }));
        /** The installer wants the tools of kmod even where it builds no module. */
        const tools = ready.ensure(
          "installer_tools",
          aptPackages({ names: ["kmod"], lockDeadline: aptLock, commands: [], needs: [named] }),
        );
        /** The same file as the host's, without the module: both halves of a driver must be of one version. */
        return ready.ensure(
          "driver",
          nvidiaUserSpace({
            installer: text`${cache}/${basename(nvidia.runfile_url)}`,
            sha256: nvidia.runfile_sha256,
            version: nvidia.version,
            nodes,
            needs: [tools],
          }),
        );
      });
      /** Installed or inherited, it must be the one that the host's module talks to. */
      const verified = ready.verify(
        "driver_answers",
        containerSmi({ nodes, driver, version: nvidia.version, origin: feature.origin }),
      );
      const toolkit = ready.onlyIf(feature.isInstalledHere, inherited, (ready) => {
        /** The toolkit comes from NVIDIA's repository, signed with the key of this container's distribution. */
        const repository = ready.ensure(
          "cuda_repository",
          containerCudaRepository({
            driver: verified,
            base,
            key: nvidia.cuda_repo_key,
            fingerprint: nvidia.cuda_repo_key_fingerprint,
            cuda: nvidia.cuda_version,
            cache,
            deadline: nvidia.download_deadline_seconds,
            lockDeadline: aptLock,
          }),
        );
        /** The toolkit alone: the metapackage `cuda` would bring a second driver. */
        return ready.ensure(
          "cuda_toolkit",
          aptPackage({
            name: text`cuda-toolkit-${dotsToDashes(nvidia.cuda_version)}`,
            from: repository,
            lockDeadline: aptLock,
            files: ["/usr/local/cuda*"],
          }),
        );
      });
      /** Programs find the compiler of this release, not of another that is also there. */
      ready.ensure("nvcc", nvcc({ toolkit, cuda: nvidia.cuda_version, origin: feature.origin }));
    });
  },
);
