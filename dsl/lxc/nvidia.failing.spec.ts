import {
  expect,
  type Fault,
  given,
  type Scenario,
  type Sentence,
  scenario,
  specification,
} from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { cache, keyring, runfile, source, version } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, runFor, removedInside, shell, shellInside } = there;

/** A step that has something to do in a converged container, and what fails it. */
interface Failure {
  readonly step: string;
  readonly because: string;
  readonly drift: Sentence;
  readonly fault: Sentence;
  /** What is said of it beside the step and its source. */
  readonly says: readonly string[];
  readonly later?: readonly Sentence[];
}

/** The line of the pipeline that a message about this step names. */
function sourceOf(id: string): string {
  const step = nvidia.steps.find((one) => one.id === id);
  return `^ +source: +dsl/lxc/nvidia\\.ts:${step?.at.line}$`;
}

/** The run ends there and names step, source and cause; the same command again goes on from what is done. */
const fails = ({ step, because, drift, fault, says, later = [] }: Failure): Scenario =>
  scenario(
    `${step} fails because ${because}`,
    given.layer(converged),
    drift,
    fault,
    runFor(ctid),
    expect.exit(1),
    expect.endedAt(step),
    expect.says(sourceOf(step)),
    ...says.map((text) => expect.says(text)),
    expect.says("^ +next: +[^ ]"),
    expect.neverSays("[[:cntrl:]]"),
    ...later,
    given.noMoreFaults(),
    runFor(ctid),
    expect.exit(0),
    expect.neverSays("^failed"),
  );

const outside = (command: string, action: Fault["action"], matching: string) =>
  given.fault(command, { action, matching });
const inside = (command: string, action: Fault["action"], matching?: string) =>
  given.containerFault(ctid, command, { action, ...(matching ? { matching } : {}) });

const confDrift = shell(`sed -i '/nvidia1 /d' ${there.conf}`);
const noConf = expect.confLacks(ctid, "nvidia1 ");

const onTheHost: Failure[] = [
  {
    step: "passthrough",
    because: "the new conf cannot get its name",
    drift: confDrift,
    fault: outside("mv", "exit 1", "901\\.conf"),
    says: ["^ +command: +mv .*901\\.conf .*\\(exit 1\\)$"],
    later: [noConf],
  },
  {
    step: "passthrough",
    because: "pct config fails",
    drift: confDrift,
    fault: outside("pct", "exit 255", "^config"),
    says: ["^ +command: +pct config 901 \\(exit 255\\)$"],
  },
  {
    step: "restart",
    because: "pct shutdown fails",
    drift: confDrift,
    fault: outside("pct", "exit 255", "^shutdown"),
    says: ["^ +command: +pct shutdown 901 .*\\(exit 255\\)$"],
    later: [expect.containerState(ctid, "running"), expect.neverCalls("^pct start")],
  },
  {
    step: "restart",
    because: "pct start is killed",
    drift: confDrift,
    fault: outside("pct", "kill", "^start"),
    says: [
      "^ +command: +pct start 901 \\(exit 137\\)$",
      "^ +next: +see journalctl --unit pve-container@901, then run again$",
    ],
    later: [expect.containerState(ctid, "stopped")],
  },
];

const noDriver = given.noContainerFile(ctid, there.installed);
const copy = `${there.copies}${runfile.slice(cache.length)}`;

const driver: Failure[] = [
  {
    because: "pct push fails",
    fault: outside("pct", "exit 255", "^push"),
    says: ["^ +command: +pct push 901 .*\\(exit 255\\)$"],
  },
  {
    because: "pct push copies nothing and exits 0",
    fault: given.pushTrouble("fails"),
    says: ["the file did not arrive whole", "^ +found: +no such file$"],
    later: [shell("rm /world/push-fails")],
  },
  {
    because: "pct push breaks off and exits 0",
    fault: given.pushTrouble(1000),
    says: [
      "the file did not arrive whole",
      "^ +expected: +sha256 [0-9a-f]{64} of ",
      "^ +found: +[0-9a-f]{64}$",
    ],
    later: [expect.neverCalls("^ct901: nvidia-(installer|uninstall)"), shell("rm /world/push-bytes")],
  },
  {
    because: "its directory inside cannot be made",
    fault: inside("mkdir", "exit 1", there.copies),
    says: ["^ +command: +mkdir .*\\(exit 1\\)$"],
  },
  {
    because: "the installer inside fails, and its log tells",
    fault: inside("nvidia-installer", "exit 1", "@files"),
    says: [
      "^ +command: +sh .*\\.run --silent --no-kernel-module .*\\(exit 1\\)$",
      "^ +\\| nvidia-installer log file ",
    ],
    later: [expect.containerFile(ctid, `${there.copies}/unfinished-driver`, "0644", `${version}\n`)],
  },
  {
    because: "the installer inside is killed",
    fault: inside("nvidia-installer", "kill", "@files"),
    says: ["^ +command: +sh .*\\.run --silent .*\\(exit [0-9]+\\)$"],
  },
  {
    because: "the installer inside says that all is well and does nothing",
    fault: inside("nvidia-installer", "empty", "--silent"),
    says: ["applied, but it still does not hold"],
  },
].map((failure) => ({
  ...failure,
  step: "driver",
  drift: noDriver,
  later: [expect.containerNoFile(ctid, copy), ...(failure.later ?? [])],
}));

const packages: Failure[] = [
  {
    step: "installer_tools",
    because: "a package inside does not configure itself",
    drift: removedInside("kmod"),
    fault: inside("postinst", "exit 1", "kmod"),
    says: [
      "^ +command: +apt-get install .*kmod \\(exit 100\\)$",
      "^ +\\| +dpkg: error processing package kmod",
    ],
  },
  {
    step: "cuda_toolkit",
    because: "one of many packages inside does not configure itself",
    drift: removedInside(there.toolkit),
    fault: inside("postinst", "exit 1", there.toolkit),
    says: [
      "^ +command: +apt-get install .*cuda-toolkit-12-8 \\(exit 100\\)$",
      "^ +\\| +dpkg: error processing package cuda-toolkit-12-8",
    ],
  },
];

const noList = given.noContainerFile(ctid, source);
const repository: Failure[] = [
  {
    because: "the key cannot be prepared on the host",
    drift: shell(`rm -f ${cache}/cuda-* /world/ct/901/root${keyring}`),
    fault: outside("gpg", "exit 2", "dearmor"),
    says: ["^ +command: +gpg .*\\(exit 2\\)$"],
  },
  {
    because: "the key cannot be handed over",
    drift: given.noContainerFile(ctid, keyring),
    fault: outside("base64", "exit 1", "wrap"),
    says: ["^ +command: +base64 .*\\(exit 1\\)$"],
  },
  {
    because: "the key does not arrive whole",
    drift: given.noContainerFile(ctid, keyring),
    fault: inside("base64", "empty"),
    says: ["the key did not arrive whole", "^ +expected: +sha256 [0-9a-f]{64}$"],
    later: [expect.containerNoFile(ctid, keyring)],
  },
  {
    because: "the keyring inside cannot be copied",
    drift: given.noContainerFile(ctid, keyring),
    fault: inside("cp", "exit 1", keyring),
    says: ["^ +command: +cp .*\\(exit 1\\)$"],
  },
  {
    because: "the source inside cannot get its name",
    drift: noList,
    fault: inside("mv", "exit 1", source),
    says: ["^ +command: +mv .*\\(exit 1\\)$"],
    later: [expect.containerNoFile(ctid, source)],
  },
  {
    because: "apt inside does not get the lists",
    drift: shellInside(`rm ${source} /var/lib/apt/lists/*cuda*`),
    fault: shell("mv /srv/cuda/repos/debian12/x86_64/Packages* /root/"),
    says: ["^ +command: +apt-get update .*\\(exit 100\\)$", "^ +\\| +E: "],
    later: [shell("mv /root/Packages* /srv/cuda/repos/debian12/x86_64/")],
  },
].map((failure) => ({ step: "cuda_repository", ...failure }));

const answers: Failure[] = [
  {
    step: "driver_answers",
    because: "no GPU answers",
    drift: given.noMoreFaults(),
    fault: inside("nvidia-smi", "exit 9"),
    says: [
      "does not hold: nvidia-smi answers in the container",
      "^ +command: +timeout .*nvidia-smi .*\\(exit 9\\)$",
    ],
    later: [expect.neverCalls("apt-get")],
  },
  {
    step: "nvcc",
    because: "the choice of the compiler fails",
    drift: shellInside("mkdir /usr/local/cuda-13.0 && ln -sfn /usr/local/cuda-13.0 /etc/alternatives/cuda"),
    fault: inside("update-alternatives", "exit 2", "--set"),
    says: [
      "^ +command: +update-alternatives --set cuda /usr/local/cuda-12\\.8 \\(exit 2\\)$",
      "^ +next: +apt-get install --reinstall cuda-nvcc-12-8$",
    ],
  },
];

/** Preconditions and configuration are told before any of it. */
const lost = scenario(
  "of several steps with something to do the first fails, and no later one has changed anything",
  given.layer(converged),
  removedInside("kmod"),
  noDriver,
  noList,
  inside("apt-get", "exit 100", "install"),
  runFor(ctid),
  expect.exit(1),
  expect.endedAt("installer_tools"),
  expect.order("passthrough", "restart", "initialization", "devices", "apt_sources", "installer_tools"),
  expect.neverCalls("^(ct901: nvidia-installer|pct push)"),
  expect.containerNoFile(ctid, source),
  given.noMoreFaults(),
  runFor(ctid),
  expect.exit(0),
  expect.changedOnly("installer_tools", "driver", "cuda_repository"),
);

export default specification(
  nvidia,
  {
    "container steps fail on the host": onTheHost.map(fails),
    "container driver fails": driver.map(fails),
    "container packages and answers fail": [...packages.map(fails), ...answers.map(fails), lost],
    "container repository fails": repository.map(fails),
  },
  { layers: [converged] },
);
