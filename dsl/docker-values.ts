import {
  type Container,
  type ContainerValues,
  call,
  computed,
  type Feature,
  type field,
  text,
} from "../src/index.ts";
import type { hypervisorConfig } from "./phoenix-config.ts";
import type { lxcConfig } from "./phoenix-lxc-config.ts";

type Values = ContainerValues<typeof hypervisorConfig.schema, typeof lxcConfig.schema>;
type Docker = Values["config"]["docker"];

/** What has to be there for Docker, with the versions and the storage driver of the configuration. */
export function dockerPackages({ version, storage_driver: driver }: Docker) {
  const ofVersion = (name: string, packageName: string) =>
    computed<string>(
      name,
      `${packageName} of the configured version`,
      call("name_docker_package", packageName, version),
    );
  const forFuse = (name: string, words: string, needed: string) =>
    computed<string>(name, words, call("choose_for_fuse", driver, needed));
  return {
    /** Certificates for a repository behind https; and the engine's settings are JSON that others edit too. */
    tools: ["ca-certificates", "jq"],
    engine: [
      ofVersion("ENGINE_PACKAGE", "docker-ce"),
      ofVersion("CLIENT_PACKAGE", "docker-ce-cli"),
      "containerd.io",
      "docker-buildx-plugin",
      "docker-compose-plugin",
      forFuse("STORAGE_PACKAGE", "the package of the storage driver", "fuse-overlayfs"),
    ],
    /** What Proxmox must allow for the storage driver. */
    storageFeature: forFuse("STORAGE_FEATURE", "the feature of the storage driver", "fuse"),
    hasDriver: computed<boolean>(
      "HAS_STORAGE_DRIVER",
      "a storage driver is configured",
      call("tell_if_any", driver),
    ),
  };
}

/** Where packages and keys come from, as far as the configuration leaves that open. */
export function dockerSources(docker: Docker, feature: Feature) {
  const { repo_base_url: base, toolkit_repo_base_url: toolkitBase } = docker;
  return {
    /** Docker's repository, where something is installed from it. */
    needed: computed<string>(
      "NEEDED_REPOSITORY",
      "Docker's repository, where something is installed",
      call("choose_where", base, feature.isInstalledHere),
    ),
    key: computed<field.Url>(
      "REPOSITORY_KEY",
      "docker.repo_key, else the one in the repository",
      call("choose_given", docker.repo_key, text`${base}/debian/gpg`),
    ),
    toolkit: text`${toolkitBase}/stable/deb/amd64`,
    toolkitKey: computed<field.Url>(
      "TOOLKIT_KEY",
      "docker.toolkit_repo_key, else the one in the repository",
      call("choose_given", docker.toolkit_repo_key, text`${toolkitBase}/gpgkey`),
    ),
  };
}

/** Whether the container has a GPU, and what Docker is to offer then. */
export function dockerGpus(own: Values["own"], { ctid }: Container) {
  const declared = computed<boolean>(
    "GPU_DECLARED",
    "nvidia is declared",
    call("tell_if_declared", ctid, "nvidia"),
  );
  const gpus = computed<field.GpuIndices>(
    "WANTED_GPUS",
    "the GPUs assigned to the container",
    call("choose_where", own.gpu_assignment, declared),
  );
  const hasGpus = computed<boolean>("HAS_GPUS", "a GPU is assigned", call("tell_if_any", gpus));
  const runtime = computed<string>(
    "WANTED_RUNTIME",
    "the runtime for GPUs",
    call("choose_where", "nvidia", hasGpus),
  );
  return { hasGpus, runtime };
}
