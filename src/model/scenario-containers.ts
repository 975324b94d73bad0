import { type Fault, faultText, optional, sentence } from "./sentence.ts";

/** What a container is made from. */
export type Template = "debian12" | "debian13" | "ubuntu2404";

/** A container as `given.container` makes it; what is left out is Debian 12, running, privileged, with no further line. */
export interface GivenContainer {
  readonly from?: Template;
  readonly state?: "running" | "stopped";
  readonly unprivileged?: boolean;
  /** The GPUs that are passed through already, by the lines that the script would write. */
  readonly gpus?: readonly number[];
  /** Further lines of its conf; also a snapshot section, as `[name]` and what follows. */
  readonly lines?: readonly string[];
}

/** How a container comes up, from its next start on; each time in seconds. */
export interface ContainerBoot {
  /** When init begins: systemd's bus answers, with `starting`. */
  readonly bus?: number;
  /** When init has started everything. */
  readonly init?: number;
  readonly network?: number | "never";
  /** What `systemctl is-system-running` says in the end. */
  readonly state?: "running" | "degraded" | "maintenance";
  readonly system?: "systemd" | "openrc" | "sysvinit";
}

/** Containers before the run, and a host that is ready for them. */
export const givenContainers = {
  /** The host as the host script leaves it: driver loaded, nodes there, the checked `.run` in the cache. */
  readyHost: (gpus = 1) => sentence("given_ready_host", gpus),
  /** A container just made from a template; it has the nodes that the host has by then. */
  container: (ctid: number, container: GivenContainer = {}) => {
    const { from = "debian12", state = "running", unprivileged, gpus, lines = [] } = container;
    const words = [from, state, unprivileged ? "unprivileged" : "privileged", ...lines];
    return gpus
      ? sentence("given_gpu_container", ctid, gpus.join(" "), ...words)
      : sentence("given_container", ctid, ...words);
  },
  /** The conf of a container is exactly this text; one that runs notices at its next start. */
  conf: (ctid: number, text: string) => sentence("given_conf", ctid, text),
  /** Lines at the end of a container's conf, so in its last section; one that runs notices at its next start. */
  confLines: (ctid: number, ...lines: string[]) => sentence("given_conf_lines", ctid, ...lines),
  /** A command in a container, set up by hand where no word fits. */
  inContainer: (ctid: number, ...command: string[]) => sentence("given_in_container", ctid, ...command),
  /** A file in a container. */
  containerFile: (ctid: number, path: string, mode: string, content = "") =>
    sentence("given_container_file", ctid, path, mode, content),
  /** Nothing is at these places in a container. */
  noContainerFile: (ctid: number, ...paths: string[]) => sentence("given_no_container_file", ctid, ...paths),
  /** Installed in a container by its apt, after an update. */
  containerInstalled: (ctid: number, ...packages: string[]) =>
    sentence("given_container_installed", ctid, ...packages),
  /** The user space of this version is installed in a container. */
  containerDriver: (ctid: number, version: string) => sentence("given_container_driver", ctid, version),
  /** The default `phoenix_lxc_configs.json`, or the current one, changed by a jq program; or, from `{` on, this text. */
  lxcConfig: (edit = ".") => sentence("given_lxc_config", edit),
  /** How a container comes up, from its next start on. */
  containerBoot: (ctid: number, boot: ContainerBoot) =>
    sentence("given_container_boot", ctid, ...Object.entries(boot).map(([key, value]) => `${key}=${value}`)),
  /** From the next start on a node of a container, or each (`*`), comes so. */
  containerNode: (ctid: number, node: string, how: `late ${number}` | "never" | "file" | "major") =>
    sentence("given_container_node", ctid, node, how),
  /** A container has been started just now, with what its conf says now. */
  containerRestarted: (ctid: number) => sentence("given_container_restarted", ctid),
  /** So many bytes are left in a directory of a container. */
  containerRoom: (ctid: number, directory: string, bytes: number) =>
    sentence("given_container_room", ctid, directory, bytes),
  /** A container that does not start. */
  containerBroken: (ctid: number) => sentence("given_container_broken", ctid),
  /** A container managed by HA, which obeys after so many `pct status`. */
  containerHa: (ctid: number, questions: number) => sentence("given_container_ha", ctid, questions),
  /** A command in a container misbehaves; a real one is met through /usr/local/sbin. */
  containerFault: (ctid: number, command: string, fault: Fault) =>
    sentence("given_container_fault", ctid, command, faultText(fault)),
  /** Calls of these real commands in a container are recorded, as `ct901: stat …`. */
  containerRecorded: (ctid: number, ...commands: string[]) =>
    sentence("given_container_recorded", ctid, ...commands),
  /** With the n-th call of a command on the host (default each) this shell text is run there. */
  event: (command: string, when: Pick<Fault, "call" | "matching">, shell: string) =>
    sentence("given_event", command, `${when.call ?? "*"} ${when.matching ?? ""}`, shell),
  /** The cluster has no quorum: nothing in /etc/pve can be written. The last thing that is given. */
  noQuorum: () => sentence("given_no_quorum"),
  /** A pct before `--keep-env` and `devN`. */
  oldPct: () => sentence("given_old_pct"),
  /** What each call of pct costs, in seconds. */
  pctCost: (seconds: number) => sentence("given_pct_cost", seconds),
  /** What each call of pct says on stderr. */
  pctWarning: (text: string) => sentence("given_pct_warning", text),
  /** How long pct waits for a lock that another holds, in seconds. */
  pctLockWait: (seconds: number) => sentence("given_pct_lock_wait", seconds),
  /** The archive from which Proxmox creates a container; without a path where `pveam` puts it, under its own name. */
  template: (template: Template = "debian12", path?: string) =>
    sentence("given_template", template, ...optional(path)),
  /**
   * One more storage in `/etc/pve/storage.cfg`, with keys like `path=/srv` or `disable`; for containers, unless its
   * `content=` is another.
   */
  storage: (type: string, name: string, ...keys: string[]) => sentence("given_storage", type, name, ...keys),
  /** A container has this snapshot, taken by `pct snapshot` just now. */
  snapshot: (ctid: number, name: string, description?: string) =>
    sentence("given_snapshot", ctid, name, ...optional(description)),
  /** A guest of the cluster that is none of ours: a VM, or a container, here or on another node. */
  stranger: (id: number, kind: "lxc" | "qemu", node = "pve") => sentence("given_stranger", id, kind, node),
  /** `pct push` copies nothing, or so many bytes, and exits 0. */
  pushTrouble: (trouble: "fails" | number) => sentence("given_push_trouble", trouble),
};

/** What must hold of containers then. */
export const expectContainers = {
  /** A file in a container has this mode, and this content. */
  containerFile: (ctid: number, path: string, mode: string, content?: string) =>
    sentence("container_file", ctid, path, mode, ...optional(content)),
  /** A line of a file in a container matches. */
  containerFileHas: (ctid: number, path: string, regex: string) =>
    sentence("container_file_has", ctid, path, regex),
  /** Nothing is at this place in a container. */
  containerNoFile: (ctid: number, path: string) => sentence("container_no_file", ctid, path),
  /** What a container's dpkg says of a package. */
  containerPackage: (ctid: number, name: string, state: "installed" | "absent" | "config-files") =>
    sentence("container_package", ctid, name, state),
  /** What pct would say of a container. */
  containerState: (ctid: number, state: "running" | "stopped") => sentence("container_state", ctid, state),
  /** A node in a container can be opened, is refused, is a regular file, or is not there. */
  containerNode: (ctid: number, path: string, state: "ok" | "refused" | "file" | "none") =>
    sentence("container_node", ctid, path, state),
  /** A container's conf is exactly this text. */
  conf: (ctid: number, text: string) => sentence("conf_is", ctid, text),
  /** Lines in the current section of a container's conf. */
  confHas: (ctid: number, ...lines: string[]) => sentence("conf_has", ctid, ...lines),
  /** Nothing anywhere in a container's conf matches. */
  confLacks: (ctid: number, regex: string) => sentence("conf_lacks", ctid, regex),
  /** Proxmox knows this container. */
  containerDefined: (ctid: number) => sentence("container_defined", ctid),
  /** Proxmox knows no such container. */
  containerAbsent: (ctid: number) => sentence("container_absent", ctid),
  /** A container has this snapshot, a whole one, made from what the digest in its description stands for. */
  snapshot: (ctid: number, name: string, digest?: string) =>
    sentence("snapshot_is", ctid, name, ...optional(digest)),
  /** A container has no such snapshot. */
  noSnapshot: (ctid: number, name: string) => sentence("no_snapshot", ctid, name),
  /** How often the run called `pct exec`. */
  pctExecs: (count: number) => sentence("pct_execs", count),
};
