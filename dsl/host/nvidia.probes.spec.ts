import {
  expect,
  given,
  type Scenario,
  type Sentence,
  scenario,
  specification,
  when,
} from "../../src/index.ts";
import * as there from "../nvidia-world.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** How a probe can go wrong. `after:` is an answer that is whole, from a command that says it failed. */
const ways = ["exit 1", "kill", "empty", "garbage", "after:exit 1"] as const;
type Way = (typeof ways)[number];

/** A command that a guard asks, and what the run then says. */
interface Probe {
  readonly command: string;
  readonly asked: string;
  /** Only calls with these arguments. */
  readonly matching?: string;
  readonly exit?: 1 | 4 | 6;
  readonly says: string;
  readonly ways?: readonly Way[];
  readonly options?: readonly string[];
}

const probes: Probe[] = [
  {
    command: "stat",
    asked: "of all files",
    matching: "phoenix-nouveau",
    says: "expected: what stat says of",
  },
  {
    command: "dpkg-query",
    asked: "of all packages",
    says: "expected: what dpkg-query says of the installed packages",
  },
  {
    command: "apt-cache",
    asked: "where the toolkit comes from",
    says: "expected: what apt-cache policy says of cuda-toolkit-12-8",
  },
  {
    command: "nvidia-smi",
    asked: "for the version of the driver",
    says: "expected: (an answer of nvidia-smi|a version from nvidia-smi for each GPU)",
  },
  {
    command: "nvcc",
    asked: "for its release",
    says: `expected: what ${there.nvcc} --version says`,
  },
  {
    command: "sha256sum",
    asked: "for the keyring",
    matching: there.keyring,
    says: `expected: what sha256sum says of ${there.keyring}`,
  },
  {
    command: "sha256sum",
    asked: "for the .run, with --verify-cache",
    matching: there.runfile,
    says: `expected: what sha256sum says of ${there.runfile}`,
    options: ["--verify-cache"],
  },
  {
    command: "sha256sum",
    asked: "for the library of this script",
    matching: "^$",
    exit: 4,
    says: "is not the library this script was compiled with",
    ways: ["exit 1", "kill", "empty", "garbage"],
  },
  {
    command: "jq",
    asked: "for the configuration",
    exit: 4,
    says: "phoenix_hypervisor_config.json",
  },
  {
    command: "flock",
    asked: "for the lock of the host",
    exit: 6,
    says: "another run holds /run/phoenix_hypervisor/host.lock: a process that has just ended",
    ways: ["exit 1"],
  },
  {
    command: "flock",
    asked: "for the lock of the host",
    exit: 6,
    says: "cannot tell whether another run holds /run/phoenix_hypervisor/host.lock",
    ways: ["kill"],
  },
];

/** Nobody knows the state then: the run fails, says so, and has changed nothing. */
function doubted(
  name: string,
  happened: readonly Sentence[],
  { exit = 1, says, options = [] }: Pick<Probe, "exit" | "says" | "options">,
): Scenario {
  return scenario(
    name,
    given.layer(converged),
    ...happened,
    when.remembered(),
    when.run(...options),
    expect.exit(exit),
    expect.says(says),
    expect.neverSays("^changed"),
    ...(exit === 1 ? [expect.says("cannot tell|found: ")] : []),
    expect.unchanged(),
  );
}

const words: Record<Way, string> = {
  "exit 1": "fails",
  kill: "is killed",
  empty: "says nothing",
  garbage: "says nonsense",
  "after:exit 1": "fails after its answer",
};

const asked = (probe: Probe): Scenario[] =>
  (probe.ways ?? ways).map((action) =>
    doubted(
      `${probe.command}, asked ${probe.asked}, ${words[action]}`,
      [given.fault(probe.command, { action, ...(probe.matching ? { matching: probe.matching } : {}) })],
      probe,
    ),
  );

const shell = (command: string) => given.inWorld("bash", "-c", command);
const gpu = "/sys/bus/pci/devices/0000:01:00.0";
const secureBoot = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

/** Files that guards read, in states that say nothing. */
const files: Record<string, { happened: Sentence; says: string }> = {
  "the version of the loaded module is empty": {
    happened: shell(": >/sys/module/nvidia/version"),
    says: "expected: the version of the loaded module nvidia$",
  },
  "the version of the loaded module is nonsense": {
    happened: shell("echo '$(touch /world/executed)' >/sys/module/nvidia_uvm/version"),
    says: "expected: the version of the loaded module nvidia_uvm$",
  },
  "the loaded module does not say its version": {
    happened: given.noFile("/sys/module/nvidia/version"),
    says: "expected: the version of the loaded module nvidia$",
  },
  "the vendor of a PCI device is empty": {
    happened: shell(`: >${gpu}/vendor`),
    says: `expected: vendor and class of the PCI device in ${gpu}$`,
  },
  "the class of a PCI device is nonsense": {
    happened: shell(`echo '0x03*' >${gpu}/class`),
    says: `expected: vendor and class of the PCI device in ${gpu}$`,
  },
  "a PCI device has no class": {
    happened: given.noFile(`${gpu}/class`),
    says: `expected: vendor and class of the PCI device in ${gpu}$`,
  },
  "the kernel lists no devices": {
    happened: shell(": >/world/proc/devices"),
    says: "expected: the character devices in /proc/devices$",
  },
  "the release of the kernel is empty": {
    happened: shell(": >/world/proc/osrelease"),
    says: "expected: the release of the running kernel$",
  },
  "the release of the kernel is nonsense": {
    happened: shell("echo '../../etc' >/world/proc/osrelease"),
    says: "expected: the release of the running kernel$",
  },
  "no kernel is in /boot": {
    happened: shell("rm /boot/vmlinuz-*"),
    says: "expected: the kernel that boots next$",
  },
  "os-release is gone": {
    happened: given.noFile("/etc/os-release"),
    says: "expected: the distribution in /etc/os-release$",
  },
  "os-release names no distribution": {
    happened: given.file("/etc/os-release", "0644", "PRETTY_NAME=Debian\n"),
    says: "expected: ID and VERSION_ID in /etc/os-release$",
  },
  "os-release is nonsense": {
    happened: given.file("/etc/os-release", "0644", "ID=$(touch /world/executed)\nVERSION_ID=12/..\n"),
    says: "expected: ID and VERSION_ID in /etc/os-release$",
  },
  "the firmware's word on Secure Boot is cut short": {
    happened: shell(
      `rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia; mkdir -p $(dirname ${secureBoot}); printf '\\6\\0\\0' >${secureBoot}`,
    ),
    says: "expected: the Secure Boot variable of the firmware$",
  },
  "a directory stands in the place of the .run": {
    happened: shell(`rm ${there.runfile}; mkdir ${there.runfile}`),
    says: `expected: a file in ${there.runfile}$`,
  },
};

const removed = (name: string) => given.inWorld("dpkg", "--remove", "--force-depends", name);

/** What a run must know before its first change, when something is still to come. Only a plan leaves apt's caches alone. */
const asksBefore: readonly {
  readonly command: string;
  readonly drift: Sentence;
  readonly says: string;
  readonly matching: string;
}[] = [
  {
    command: "df",
    drift: removed("pkg-config"),
    says: "expected: the free space for packages$",
    matching: "/var/cache/apt",
  },
  {
    command: "df",
    drift: given.noFile(there.runfile),
    says: "expected: the free space of /usr/local",
    matching: "phoenix_hypervisor",
  },
  {
    command: "apt-get",
    drift: removed("pkg-config"),
    says: "expected: what apt would install for pkg-config$",
    matching: "print-uris",
  },
  {
    command: "apt-get",
    drift: removed("cuda-toolkit-12-8"),
    says: "expected: what apt would install for cuda-toolkit-12-8$",
    matching: "simulate",
  },
  {
    command: "stat",
    drift: given.noFile(there.runfile),
    says: `expected: the size of ${there.origin}$`,
    matching: there.origin,
  },
];

const preflights = asksBefore.flatMap(({ command, drift, says, matching }) =>
  ["kill" as const, "empty" as const, "garbage" as const].map((action) =>
    scenario(
      `before the first change, ${command} of ${matching} ends with ${action}`,
      given.layer(converged),
      drift,
      given.fault(command, { action, matching }),
      when.remembered(),
      when.plan(),
      expect.exit(1),
      expect.says(says),
      expect.unchanged(),
      when.run(),
      expect.exit(1),
      expect.says(says),
      expect.neverSays("^(ok|changed)"),
    ),
  ),
);

export default specification(
  nvidia,
  {
    "probes of the configuration and the lock": probes.slice(7).flatMap(asked),
    "probes of files and packages": probes.slice(0, 3).flatMap(asked),
    "probes of driver and compiler": probes.slice(3, 5).flatMap(asked),
    "probes of checksums": probes.slice(5, 7).flatMap(asked),
    "probes of the kernel's files": Object.entries(files).map(([name, { happened, says }]) =>
      doubted(name, [happened], { says }),
    ),
    "probes before the first change": preflights,
  },
  { layers: [converged] },
);
