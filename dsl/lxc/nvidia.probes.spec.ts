import {
  expect,
  given,
  type Scenario,
  type Sentence,
  scenario,
  specification,
  when,
} from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { keyring, nvcc, runfile } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, runFor, planFor } = there;

/** How a probe can go wrong. `after:` is an answer that is whole, from a command that says it failed. */
const words = {
  "exit 1": "fails",
  kill: "is killed",
  empty: "says nothing",
  garbage: "says nonsense",
  "after:exit 1": "fails after its answer",
} as const;
type Way = keyof typeof words;
const ways = Object.keys(words) as Way[];

/** A command that a guard asks, and what the run then says. */
interface Probe {
  readonly command: string;
  readonly asked: string;
  readonly matching?: string;
  readonly says: string;
  readonly exit?: 1 | 4 | 6;
  readonly ways?: readonly Way[];
}

/** Nobody knows the state then: the run fails, says so, and has changed nothing on the host and inside. */
function doubted(
  name: string,
  happened: Sentence,
  { exit = 1, says }: Pick<Probe, "exit" | "says">,
): Scenario {
  return scenario(
    name,
    given.layer(converged),
    happened,
    when.remembered(),
    runFor(ctid),
    expect.exit(exit),
    expect.says(says),
    ...(exit === 1 ? [expect.says("cannot tell|waiting is no use|found: +nothing$")] : []),
    expect.neverSays("^changed"),
    expect.neverCalls("^pct (set|start|stop|shutdown|reboot|push)"),
    expect.unchanged(),
  );
}

const asked =
  (fault: (command: string, action: Way, matching: string | undefined) => Sentence) => (probe: Probe) =>
    (probe.ways ?? ways).map((action) =>
      doubted(
        `${probe.command}, asked ${probe.asked}, ${words[action]}`,
        fault(probe.command, action, probe.matching),
        probe,
      ),
    );
const matched = (matching: string | undefined) => (matching ? { matching } : {});
const inside = asked((command, action, matching) =>
  given.containerFault(ctid, command, { action, ...matched(matching) }),
);
const outside = asked((command, action, matching) => given.fault(command, { action, ...matched(matching) }));

const ofFiles: Probe[] = [
  {
    command: "stat",
    asked: "inside of all files",
    matching: "nvidiactl.*phoenix",
    says: "expected: the numbers of /dev/nvidia0$",
  },
  {
    command: "stat",
    asked: "inside of the nodes alone",
    matching: "uvm-tools$",
    says: "expected: the numbers of /dev/nvidia0 ",
  },
];
const ofPackages: Probe[] = [
  {
    command: "dpkg-query",
    asked: "inside of all packages",
    says: "expected: what dpkg-query says of the installed packages$",
  },
  {
    command: "apt-cache",
    asked: "inside where the toolkit comes from",
    says: "expected: what apt-cache policy says of cuda-toolkit-12-8$",
  },
];
const ofTheDriver: Probe[] = [
  {
    command: "nvidia-smi",
    asked: "inside for the version of the driver",
    says: "expected: (an answer of nvidia-smi|a version from nvidia-smi for each GPU)$",
  },
  { command: "nvcc", asked: "inside for its release", says: `expected: what ${nvcc} --version says$` },
];
const ofChecksums: Probe[] = [
  {
    command: "sha256sum",
    asked: "inside for the keyring",
    matching: keyring,
    says: `expected: what sha256sum says of ${keyring}$`,
  },
];

const ofTheHost: Probe[] = [
  {
    command: "stat",
    asked: "on the host of all files",
    says: "expected: the mode of /etc/pve/local$|expected: the numbers of /dev/nvidia0$",
  },
  {
    command: "jq",
    asked: "for the configuration",
    exit: 4,
    says: "phoenix_(hypervisor_config|lxc_configs)\\.json",
    ways: ["exit 1", "kill", "empty", "garbage"],
  },
  {
    command: "flock",
    asked: "for the lock of the container",
    matching: "exclusive",
    exit: 6,
    says: "cannot tell whether another run holds /run/phoenix_hypervisor/container-901\\.lock",
    ways: ["kill"],
  },
];
const ofTheCall: Probe[] = [
  {
    command: "pct",
    asked: "to look inside",
    matching: "^exec",
    says: "expected: what container 901 says$",
    ways: ["exit 1", "kill", "empty", "garbage"],
  },
];

/** What a run must know before its first change inside, when something is still to come. */
const before = [
  { command: "apt-get", matching: "print-uris", says: "expected: what apt would install for kmod$" },
  { command: "df", matching: "/var/cache/apt", says: "expected: the free space for packages$" },
].flatMap(({ command, matching, says }) =>
  (["kill", "empty", "garbage"] as const).map((action) =>
    scenario(
      `before a change inside, ${command} ${matching} ${words[action]}`,
      given.layer(converged),
      there.removedInside("kmod"),
      given.containerFault(ctid, command, { action, matching }),
      when.remembered(),
      runFor(ctid),
      expect.exit(1),
      expect.endedAt("installer_tools"),
      expect.says(says),
      expect.neverCalls("^ct901: apt-get (install|update)"),
      expect.containerPackage(ctid, "kmod", "absent"),
    ),
  ),
);

/** A container that must be started, and Proxmox that does not say whether it runs. */
const states = (["exit 1", "kill", "empty", "garbage", "after:exit 1"] as const).map((action) =>
  scenario(
    `restart: pct status ${words[action]}`,
    given.layer(converged),
    given.inWorld("pct", "stop", "901"),
    given.fault("pct", { action, matching: "^status" }),
    runFor(ctid),
    expect.exit(1),
    expect.step("failed", "restart"),
    expect.noStep("initialization"),
    expect.says("(cannot tell whether container 901 runs|command: +pct status 901 )"),
    expect.neverCalls("^pct (start|shutdown|reboot)"),
    expect.containerState(ctid, "stopped"),
  ),
);

/** The bytes of the installer on both sides, when they are asked for. */
const pushed = (["exit 1", "kill", "empty", "garbage"] as const).flatMap((action) => [
  scenario(
    `sha256sum of the installer inside ${words[action]}: it is not run`,
    given.layer(converged),
    given.noContainerFile(ctid, there.installed),
    given.containerFault(ctid, "sha256sum", { action, matching: "\\.run" }),
    runFor(ctid),
    expect.exit(1),
    expect.endedAt("driver"),
    expect.says("the file did not arrive whole"),
    expect.neverCalls("^ct901: nvidia-(installer|uninstall)"),
    expect.containerNoFile(ctid, `${there.copies}${runfile.slice(runfile.lastIndexOf("/"))}`),
  ),
]);

/** Init is polled: what it says once and wrongly is asked again, and nonsense to the end is no answer. */
const systemd = [
  ...(["exit 1", "kill", "empty", "garbage"] as const).map((action) =>
    scenario(
      `systemctl inside ${words[action]} again and again`,
      given.layer(converged),
      given.config(".nvidia_driver.initialization_deadline_seconds = 1"),
      given.containerFault(ctid, "systemctl", { action }),
      when.remembered(),
      runFor(ctid),
      expect.timeOut("initialization", "initialization"),
      expect.says("expected: systemd running or degraded$"),
      expect.neverSays("^changed"),
      expect.unchanged(),
    ),
  ),
  scenario(
    "systemctl inside is killed once: it is asked again",
    given.layer(converged),
    given.containerFault(ctid, "systemctl", { call: 1, action: "kill" }),
    runFor(ctid),
    expect.exit(0),
    expect.neverSays("^(changed|warning)"),
  ),
];

/** A plan that does not know says so too, and writes nothing. */
const plans = [
  given.fault("pct", { action: "kill", matching: "^exec" }),
  given.fault("pct", { action: "garbage", matching: "^exec" }),
  given.containerFault(ctid, "dpkg-query", { action: "kill" }),
].map((happened, index) =>
  scenario(
    `a plan that cannot look inside says so (${index + 1})`,
    given.layer(converged),
    happened,
    when.remembered(),
    planFor(ctid),
    expect.exit(1),
    expect.says("^failed .*cannot tell"),
    expect.neverSays("^would"),
    expect.unchanged(),
  ),
);

export default specification(
  nvidia,
  {
    "probes inside of files": ofFiles.flatMap(inside),
    "probes inside of packages": ofPackages.flatMap(inside),
    "probes inside of driver and compiler": ofTheDriver.flatMap(inside),
    "probes inside of checksums and init": [...ofChecksums.flatMap(inside), ...systemd],
    "probes before a change inside": [...before, ...pushed],
    "probes on the host of a container": ofTheHost.flatMap(outside),
    "probes of pct": [...ofTheCall.flatMap(outside), ...states, ...plans],
  },
  { layers: [converged] },
);
