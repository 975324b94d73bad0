import { expect, given, layer, type Sentence, when } from "../src/index.ts";

/** What stands where in a converged container, and around it on its host. */
export const ctid = 901;
export const conf = `/etc/pve/lxc/${ctid}.conf`;
export const confLock = `/run/lock/lxc/pve-config-${ctid}.lock`;
export const lxcConfigFile = "/usr/local/phoenix_hypervisor/etc/phoenix_lxc_configs.json";
export const toolkit = "cuda-toolkit-12-8";
export const smi = "/usr/bin/nvidia-smi";
/** What the installer records, and what it leaves while it works. */
export const installed = "/var/lib/nvidia/log";
export const copies = "/var/lib/phoenix_hypervisor";
export const dpkgLock = "/var/lib/dpkg/lock-frontend";
export const listsLock = "/var/lib/apt/lists/lock";

/** The steps of a container with a GPU that inherits nothing, in order. */
export const steps = [
  ...["passthrough", "restart", "initialization", "devices", "apt_sources", "installer_tools", "driver"],
  ...["driver_answers", "cuda_repository", "cuda_toolkit", "nvcc"],
];
/** Those that only a container has where the feature is installed, not inherited. */
export const installingSteps = [
  "installer_tools",
  "driver",
  "apt_sources",
  "cuda_repository",
  "cuda_toolkit",
];
/** Those that only a container with a GPU has. */
export const gpuSteps = steps.slice(2);
/** What a fresh container needs, and what then only holds. */
export const changedWhenFresh = [
  "passthrough",
  "restart",
  "installer_tools",
  "driver",
  "cuda_repository",
  "cuda_toolkit",
];

/** Nodes that every GPU needs, with the numbers they have on the host of the scenarios. */
const sharedNodes = [
  ["nvidiactl", "195:255"],
  ["nvidia-uvm", "511:0"],
  ["nvidia-uvm-tools", "511:1"],
] as const;

/** The nodes of these GPUs: name below /dev, and major:minor. */
export function nodesOf(...gpus: number[]): (readonly [name: string, numbers: string])[] {
  return [...gpus.map((gpu) => [`nvidia${gpu}`, `195:${gpu}`] as const), ...sharedNodes];
}

/** Lines that pass these GPUs through, as the script writes them; an unprivileged container needs no rules. */
export function gpuLines(gpus: readonly number[], unprivileged = false): string[] {
  const nodes = nodesOf(...gpus);
  const rules = nodes.map(([, numbers]) => `lxc.cgroup2.devices.allow: c ${numbers} rw`);
  const entries = nodes.map(
    ([name]) => `lxc.mount.entry: /dev/${name} dev/${name} none bind,optional,create=file 0 0`,
  );
  return [...(unprivileged ? [] : rules), ...entries];
}

/** A host with two GPUs that has everything but containers. */
export const readyHost: readonly Sentence[] = [given.readyHost(2), given.lxcConfig()];
/** A ready host, and container 901 as a template made it: running, privileged, Debian 12. */
export const ready = layer("ready host with container 901", ...readyHost, given.container(ctid));
/** Container 901 after its first run. */
export const converged = layer(
  "container 901 converged",
  ...ready.sentences,
  when.run(String(ctid)),
  expect.exit(0),
);

/** One run of the script for a container. */
export const runFor = (id: number, ...options: string[]) => when.run(String(id), ...options);
export const planFor = (id: number, ...options: string[]) => when.plan(String(id), ...options);

/** By hand, in the container or on its host. */
export const shellInside = (command: string) => given.inContainer(ctid, "bash", "-c", command);
export const shell = (command: string) => given.inWorld("bash", "-c", command);
/** dpkg alone takes a package away without those that need it. */
export const removedInside = (name: string) =>
  given.inContainer(ctid, "dpkg", "--remove", "--force-depends", name);
