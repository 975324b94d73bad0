/** What an effect means beside the thing it names. */
export interface Implied {
  /** An effect, `*` for anything; none: every script. */
  readonly effect?: string;
  /** Only what this program does, or one that it started. */
  readonly within?: string;
  /**
   * `file`, `device`, `command` or `address`, and a name in which `*` stands for anything. `{name}` is what the effect
   * names, `{path in the name}` the end of that. What stands for many the place itself tells (`lab/effects/inventory`):
   * `{file of the package}`, `{file of the driver}`, `{alternative}`, `{server of the url}`, `{server of apt}` and
   * `{name server}`.
   */
  readonly touches: readonly string[];
  readonly why: string;
}

const linkerCache = ["file /etc/ld.so.cache", "file /etc/ld.so.cache~", "file /var/cache/ldconfig/*"];

/**
 * All that is let pass beside what a script declares. Each line makes the comparison blinder: it must be what the effect
 * cannot happen without, and no wider.
 */
export const implied: readonly Implied[] = [
  {
    touches: [
      "file /run/phoenix_hypervisor",
      "file /run/phoenix_hypervisor/*",
      "file /var/log/phoenix_hypervisor",
      "file /var/log/phoenix_hypervisor/*",
      "command jq",
      "command /usr/local/phoenix_hypervisor/bin/*.sh",
    ],
    why: "the frame of every script: its lock, its temporary files, its log; it reads its configuration with jq",
  },
  {
    effect: "writes file *",
    touches: ["file {name}.ashlar-new"],
    why: "a file is written beside its place, and renamed",
  },
  {
    effect: "* url *",
    touches: ["address {server of the url}", "address {name server}"],
    why: "a name is looked up before it is asked",
  },
  {
    effect: "uses command apt-get",
    within: "apt-get",
    touches: [
      "file /var/lib/apt/*",
      "file /var/cache/apt/*",
      "file /tmp/apt*",
      "command /usr/lib/apt/methods/*",
      "address {server of apt}",
    ],
    why: "apt fetches from where its sources say, into its lists and its cache",
  },
  {
    effect: "uses command apt-get",
    within: "gpgv",
    touches: [
      "command apt-key",
      "command sed",
      "command gpgconf",
      "command gpg-connect-agent",
      "command gpgv",
    ],
    why: "before apt 3 a shell script verifies the signatures, in a directory below /tmp",
  },
  {
    effect: "uses command apt-cache",
    within: "apt-cache",
    touches: ["file /var/cache/apt/*pkgcache.bin*"],
    why: "apt writes the cache of its lists anew where it has become too old",
  },
  {
    effect: "writes package *",
    within: "apt-get",
    touches: [
      "file /var/log/apt/*",
      "file /var/lib/dpkg/lock*",
      "file /var/cache/debconf/*",
      "device /dev/ptmx",
      "file /dev/pts/*",
      "command dpkg-preconfigure",
    ],
    why: "apt calls dpkg on a terminal of its own, keeps a log of it, and asks for packages' options beforehand",
  },
  {
    effect: "writes package *",
    within: "dpkg",
    touches: [
      "file {file of the package}",
      "file {file of the package}.dpkg-new",
      "file {alternative}",
      "file {alternative}.dpkg-tmp",
      "file /etc/alternatives/*",
      "file /var/log/alternatives.log",
      "file /var/lib/dpkg/*",
      "file /var/log/dpkg.log",
      ...linkerCache,
      "command *",
    ],
    why: "a package: its files, dpkg's record, common names of its programs, its maintainer's scripts and all they run",
  },
  {
    effect: "writes package *",
    within: "deb-systemd-helper",
    touches: ["file /etc/systemd/*.wants*", "file /var/lib/systemd/deb-systemd-*"],
    why: "a package enables its own units",
  },
  {
    effect: "writes package gnupg",
    within: "readline-common.postinst",
    touches: ["file /etc/inputrc"],
    why: "a configuration file that this package makes without listing it",
  },
  {
    effect: "writes package kmod",
    within: "kmod.postinst",
    touches: ["file /etc/modules", "file /etc/rcS.d/S*kmod"],
    why: "a file and the links of its init script, which this package makes without listing them",
  },
  {
    effect: "provides file /var/lib/nvidia/*",
    within: "sh",
    touches: ["command tar"],
    why: "the .run is a shell script that unpacks its archive and runs the installer in it",
  },
  {
    effect: "provides file /var/lib/nvidia/*",
    within: "nvidia-installer",
    touches: ["file {file of the driver}", ...linkerCache, "command *"],
    why: "the installer records the files it brings; what it runs is its own",
  },
  {
    effect: "writes file /var/log/nvidia-uninstall.log",
    within: "nvidia-uninstall",
    touches: ["file {file of the driver}"],
    why: "what the installer has recorded the same program takes away",
  },
  {
    effect: "uses command dkms",
    within: "dkms",
    touches: ["command *"],
    why: "dkms builds: what compiler, make and depmod it runs is its own",
  },
  {
    effect: "provides device /dev/nvidia*",
    within: "nvidia-modprobe",
    touches: ["command mknod"],
    why: "the real one makes nodes itself; the lab's calls a program",
  },
  {
    effect: "provides module *",
    within: "modprobe",
    touches: ["file /sys/module/{name}", "file /sys/module/{name}/*"],
    why: "a loaded module shows; in the lab it is modprobe who says so, not the kernel",
  },
  {
    effect: "provides module nvidia",
    within: "modprobe",
    touches: ["file /sys/module/nvidia_modeset*", "file /sys/module/nvidia_drm*", "file /sys/bus/pci/*"],
    why: "the module takes the devices, and the configuration it comes with loads two that stand on it",
  },
  {
    effect: "removes module *",
    within: "rmmod",
    touches: ["file /sys/module/{name}*", "file /sys/bus/pci/*"],
    why: "the same the other way, with what stands on the module",
  },
  {
    effect: "writes config-line * in *",
    touches: ["file {path in the name}.ashlar-new"],
    why: "a setting is written with its file, beside the place of that, and renamed",
  },
  {
    effect: "writes config-line GPU lines of *",
    touches: [
      "file {path in the name}",
      "file {path in the name}.tmp.*",
      "file /run/lock/lxc/pve-config-*.lock",
    ],
    why: "lines are a file's, which is written under Proxmox's lock beside its place, and renamed",
  },
  {
    effect: "uses command pct",
    within: "pct",
    touches: ["command perl", "command lxc-info", "file /run/lxc/*", "file /run/lock/lxc/pve-config-*.lock"],
    why: "how Proxmox does what it is told",
  },
  {
    effect: "writes container *",
    within: "pct",
    touches: ["command lxc-stop"],
    why: "a container is shut down",
  },
  {
    effect: "provides container *",
    within: "pct",
    touches: [
      "command systemctl",
      "command lxc-wait",
      "file /run/pve/*",
      "file /var/lib/lxc/{name}",
      "file /var/lib/lxc/{name}/*",
    ],
    why: "a container is started as a unit, after its configuration was made from Proxmox's",
  },
  {
    touches: ["file /world/*", "command /usr/local/lib/ashlar-fakes/*"],
    why: "the notebook of the lab, which its fakes write",
  },
];
