import {
  aptPackage,
  aptPackages,
  aptRepository,
  aptServers,
  containerInitialization,
  containerPipeline,
  containerRunning,
  containerToolkitConfig,
  dockerEngine,
  installedPackages,
  jsonMerge,
  lxcContainer,
  lxcFeatures,
  serviceRunning,
} from "../../src/index.ts";
import { dockerGpus, dockerPackages, dockerSources } from "../docker-values.ts";
import { hypervisorConfig } from "../phoenix-config.ts";
import { lxcConfig } from "../phoenix-lxc-config.ts";

/** What is fetched is kept here: host and containers take the same files. */
const cache = "/usr/local/phoenix_hypervisor/cache";

/** What the engine reads when it starts. */
const settings = "/etc/docker/daemon.json";

const undeclared = "the feature is not declared";
const inherited = "inherited: installed in the container that this one was cloned from";

/** Docker's engine in a container, and in one with GPUs NVIDIA's runtime for it. */
export default containerPipeline(
  "phoenix_hypervisor_feature_install_docker",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "docker",
    deadline: (config) => config.containers.deadline_seconds,
  },
  (host, container, { config, own, feature }) => {
    const { docker, containers } = config;
    const { ctid } = container;
    const lockDeadline = containers.apt_lock_deadline_seconds;
    const download = { cache, deadline: containers.download_deadline_seconds, lockDeadline } as const;
    const { tools, engine, storageFeature, hasDriver } = dockerPackages(docker);
    const sources = dockerSources(docker, feature);
    const { hasGpus, runtime } = dockerGpus(own, container);

    /** What is done to a guest elsewhere, to a template or to a locked one is lost. */
    const here = host.require("container", lxcContainer({ ctid }));
    const running = host.onlyIf(feature.isDeclared, undeclared, (host) => {
      /** The engine mounts, and makes namespaces and keys of its own: Proxmox allows it only where it is told to. */
      host.require(
        "nesting",
        lxcFeatures({
          ctid,
          names: ["nesting", storageFeature],
          unprivileged: ["keyctl"],
        }),
      );
      /** Nothing can be installed in a container that is stopped. */
      return host.ensure(
        "running",
        containerRunning({ ctid, deadline: containers.guest_deadline_seconds, needs: [here] }),
      );
    });

    container.onlyIf(feature.isDeclared, undeclared, (container) => {
      /** A start returns long before init and network are up. */
      const ready = container.waitForInitialization(
        "initialization",
        containerInitialization({
          ctid,
          repository: {
            base: sources.needed,
            file: "/usr/bin/dockerd",
            source: "/etc/apt/sources.list.d/phoenix-docker.sources",
          },
          deadline: containers.initialization_deadline_seconds,
          running,
        }),
      );
      const packages = ready.onlyIf(feature.isInstalledHere, inherited, (ready) => {
        /** apt does not wait for a network that is still coming up: it fails. */
        const servers = ready.waitFor(
          "apt_servers",
          aptServers({ names: tools, deadline: containers.initialization_deadline_seconds }),
        );
        /** A repository behind https is trusted by certificates, and the engine's settings are JSON that others edit too. */
        const prepared = ready.ensure(
          "packages",
          aptPackages({ names: tools, lockDeadline, commands: ["jq"], needs: [servers] }),
        );
        /** Distributions have an engine of their own, older and under other names. */
        const repository = ready.ensure(
          "docker_repository",
          aptRepository({
            name: "docker",
            base: docker.repo_base_url,
            component: "stable",
            key: sources.key,
            keyField: "docker.repo_key",
            fingerprint: docker.repo_key_fingerprint,
            package: "docker-ce",
            ...download,
            needs: [prepared],
          }),
        );
        /** Engine, client and plugins in one transaction, so that a container has either all or what it had. */
        return ready.ensure(
          "docker",
          aptPackages({
            names: engine,
            lockDeadline,
            commands: ["docker"],
            units: ["docker.service"],
            needs: [repository],
          }),
        );
      });
      /** Installed or inherited, they must be there: what a clone lacks is mended where it came from. */
      const complete = ready.verify(
        "complete",
        installedPackages({ names: [...tools, ...engine], packages, origin: feature.origin }),
      );
      ready.onlyIf(hasDriver, "no storage driver is configured", (ready) => {
        /** Not every driver works on every storage of Proxmox. */
        ready.ensure(
          "storage_driver",
          jsonMerge({
            path: settings,
            values: { "storage-driver": docker.storage_driver },
            needs: [complete],
          }),
        );
      });
      ready.onlyIf(hasGpus, "no GPU is assigned, or nvidia is not declared", (ready) => {
        /** Where a clone gets the first GPU in its line, it is the first to need this. */
        const repository = ready.ensure(
          "toolkit_repository",
          aptRepository({
            name: "nvidia-container-toolkit",
            base: sources.toolkit,
            key: sources.toolkitKey,
            keyField: "docker.toolkit_repo_key",
            fingerprint: docker.toolkit_repo_key_fingerprint,
            package: "nvidia-container-toolkit",
            ...download,
            needs: [complete],
          }),
        );
        /** It brings the driver of this container into Docker's containers. */
        const toolkit = ready.ensure(
          "toolkit",
          aptPackage({
            name: "nvidia-container-toolkit",
            from: repository,
            lockDeadline,
            commands: ["nvidia-ctk"],
            files: ["/etc/nvidia-container-runtime/config.toml"],
          }),
        );
        /** Rules for devices are the host's: in here nobody may change them. */
        ready.ensure("toolkit_config", containerToolkitConfig({ toolkit }));
        /** The engine knows of the runtime by its settings alone. */
        ready.ensure(
          "runtime",
          jsonMerge({
            path: settings,
            values: { runtimes: { nvidia: { args: [], path: "nvidia-container-runtime" } } },
            needs: [complete, toolkit],
          }),
        );
        ready.onlyIf(docker.nvidia_default_runtime, "docker.nvidia_default_runtime is false", (ready) => {
          /** Stacks that were written for a machine with a GPU do not name a runtime. */
          ready.ensure(
            "default_runtime",
            jsonMerge({
              path: settings,
              values: { "default-runtime": "nvidia" },
              needs: [complete, toolkit],
            }),
          );
        });
      });
      /** It reads its settings when it starts, and not again. */
      const service = ready.ensure(
        "service",
        serviceRunning({
          unit: "docker.service",
          changed: [settings],
          deadline: docker.start_deadline_seconds,
          needs: [complete],
        }),
      );
      /** What a file says is not yet what the engine does. */
      ready.verify(
        "engine",
        dockerEngine({
          service,
          version: docker.version,
          storageDriver: docker.storage_driver,
          runtime,
          origin: feature.origin,
        }),
      );
    });
  },
);
