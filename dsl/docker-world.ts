import { expect, given, layer, type Sentence } from "../src/index.ts";
import { ctid, declared, type FeatureWorld, parent, runIt } from "./feature-world.ts";

/** What stands where in a container with Docker. */
export const settings = "/etc/docker/daemon.json";
export const source = "/etc/apt/sources.list.d/phoenix-docker.sources";
export const keyring = "/usr/share/keyrings/phoenix-docker.gpg";
export const toolkitSource = "/etc/apt/sources.list.d/phoenix-nvidia-container-toolkit.sources";
export const toolkitConfig = "/etc/nvidia-container-runtime/config.toml";
export const dpkgLock = "/var/lib/dpkg/lock-frontend";
export const listsLock = "/var/lib/apt/lists/lock";
/** Where the host keeps keys. */
export const cache = "/usr/local/phoenix_hypervisor/cache";

/** A conf line that lets Docker in. */
export const nesting = { lines: ["features: nesting=1"] } as const;

/** The steps of a container without GPU, as its first run has them. */
const always = ["initialization", "apt_servers", "packages", "docker_repository", "docker", "complete"];
const inTheEnd = ["service", "engine"];
/** Those that only a container with a GPU has. */
export const gpuSteps = ["toolkit_repository", "toolkit", "toolkit_config", "runtime", "default_runtime"];
const installing = ["apt_servers", "packages", "docker_repository", "docker"];

/** Docker alone. */
export const plain: FeatureWorld = {
  feature: "docker",
  steps: [...always, ...inTheEnd],
  installing,
  changing: ["packages", "docker_repository", "docker"],
  fresh: layer(
    "fresh container that declares docker",
    given.host(),
    given.config(),
    declared(["docker"]),
    given.container(ctid, nesting),
  ),
};

/** A container of its own with a GPU. */
export const withGpu: Sentence = given.lxcConfig(
  JSON.stringify({ lxc_configs: { [ctid]: { features: ["nvidia", "docker"], gpu_assignment: "0" } } }),
);

/** Everything that the script can do: with a GPU, and with a storage driver of the configuration. */
export const full: FeatureWorld = {
  feature: "docker",
  steps: [...always, "storage_driver", ...gpuSteps, ...inTheEnd],
  installing,
  changing: ["packages", "docker_repository", "docker", "storage_driver", ...gpuSteps, "service"],
  fresh: layer(
    "fresh container that declares docker with a GPU",
    given.host(),
    given.config('.docker.storage_driver = "overlay2"'),
    withGpu,
    given.container(ctid, nesting),
  ),
};

/** Docker was installed in the container that this one was cloned from. */
export const clone = (own: object): Sentence =>
  given.lxcConfig(
    JSON.stringify({
      lxc_configs: {
        [parent]: { features: ["docker"] },
        [ctid]: { clone_from_ctid: String(parent), ...own },
      },
    }),
  );

/** By hand, in the container or on its host. */
export const shellInside = (command: string) => given.inContainer(ctid, "bash", "-c", command);
export const shell = (command: string) => given.inWorld("bash", "-c", command);
/** dpkg alone takes a package away without those that need it. */
export const removedInside = (name: string) =>
  given.inContainer(ctid, "dpkg", "--remove", "--force-depends", name);
/** The container's files as the host of the scenarios sees them. */
export const within = (path: string) => `/world/ct/${ctid}/root${path}`;
/** What the engine says of itself. */
export const engineSays = (regex: string) => [expect.containerFileHas(ctid, "/run/docker/engine", regex)];
export { planIt } from "./feature-world.ts";
export { ctid, parent, runIt };
