import { expect, given, type Sentence, scenario, specification } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { keyring, libraries, nvcc, pin, source, version } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, planFor, runFor, shellInside } = there;

/** What has happened to a converged container, which steps must mend it (and follow), and what must be there again. */
interface Drift {
  readonly name: string;
  readonly given: readonly Sentence[];
  readonly changed: readonly [string, ...string[]];
  readonly after?: readonly Sentence[];
}

/** A plan tells it, and one run mends it and nothing else. */
const drifts = ({ name, given: happened, changed, after = [] }: Drift) =>
  scenario(
    name,
    given.layer(converged),
    ...happened,
    planFor(ctid),
    expect.exit(3),
    expect.step("would", changed[0]),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly(...changed),
    expect.planKept(),
    ...after,
  );

const lost = (...paths: string[]) => [given.noContainerFile(ctid, ...paths)];
const rewritten = (edit: string) => [there.shell(`sed -i '${edit}' ${there.conf}`)];
const hasGpus = [
  expect.confHas(ctid, ...there.gpuLines([0, 1])),
  ...there.nodesOf(0, 1).map(([name]) => expect.containerNode(ctid, `/dev/${name}`, "ok")),
];

const confDrifts: Drift[] = Object.entries({
  "a mount entry is gone": rewritten("/nvidia1 /d"),
  "a device rule is gone": rewritten("/allow: c 195:1 /d"),
  "a device rule allows reading alone": rewritten("s/195:1 rw/195:1 r/"),
  "the rule of an earlier boot's nvidia-uvm": rewritten("s/c 511:0 /c 509:0 /"),
  "all our lines are gone": rewritten("/^lxc/d"),
}).map(([name, happened]) => ({
  name,
  given: happened,
  changed: ["passthrough", "restart"] as const,
  after: hasGpus,
}));

const restartDrifts: Drift[] = [
  {
    name: "a node is missing in the running container",
    given: lost("/dev/nvidia1"),
    changed: ["restart"],
    after: hasGpus,
  },
  {
    name: "a regular file stands in a node's place",
    given: [...lost("/dev/nvidia-uvm"), given.containerFile(ctid, "/dev/nvidia-uvm", "0666")],
    changed: ["restart"],
    after: hasGpus,
  },
  {
    name: "the container still shows a GPU that it no longer has",
    given: [
      given.lxcConfig('.lxc_configs."901".gpu_assignment = "0"'),
      ...rewritten("/195:1 /d; /nvidia1 /d"),
    ],
    changed: ["restart"],
    after: [
      expect.containerNode(ctid, "/dev/nvidia1", "none"),
      expect.containerNode(ctid, "/dev/nvidia0", "ok"),
    ],
  },
  {
    name: "the assignment shrinks",
    given: [given.lxcConfig('.lxc_configs."901".gpu_assignment = "1"')],
    changed: ["passthrough", "restart"],
    after: [
      expect.confHas(ctid, ...there.gpuLines([1])),
      expect.confLacks(ctid, "nvidia0|195:0"),
      expect.containerNode(ctid, "/dev/nvidia0", "none"),
    ],
  },
];

const ofVersion = [
  expect.containerFileHas(ctid, there.installed, version),
  expect.containerFile(ctid, there.smi, "0755"),
  expect.containerFile(ctid, `${libraries}/libcuda.so.${version}`, "0644"),
];
const driverDrifts: Drift[] = Object.entries({
  "nvidia-smi is gone": lost(there.smi),
  "libcuda is gone": lost(`${libraries}/libcuda.so.${version}`),
  "libcuda.so.1 stands for another library": [shellInside(`ln -sfn libc.so.6 ${libraries}/libcuda.so.1`)],
  "the installer's record is gone": lost(there.installed),
  "an installation that did not come to its end": [
    given.containerFile(ctid, "/var/lib/phoenix_hypervisor/unfinished-driver", "0644"),
  ],
}).map(([name, happened]) => ({ name, given: happened, changed: ["driver"] as const, after: ofVersion }));

const packageDrifts: Drift[] = [
  {
    name: "kmod was removed",
    given: [there.removedInside("kmod")],
    changed: ["installer_tools"],
    after: [expect.containerPackage(ctid, "kmod", "installed")],
  },
  {
    name: "the toolkit was removed",
    given: [there.removedInside(there.toolkit)],
    changed: ["cuda_toolkit"],
    after: [expect.containerPackage(ctid, there.toolkit, "installed")],
  },
];

const repositoryDrifts: Drift[] = Object.entries({
  "the source is gone": lost(source),
  "the source was edited": [shellInside(`sed -i s/debian12/debian11/ ${source}`)],
  "the source has another mode": [given.inContainer(ctid, "chmod", "0600", source)],
  "the pin against drivers is gone": lost(pin),
  "the keyring is gone": lost(keyring),
  "the keyring has other bytes": [given.containerFile(ctid, keyring, "0644", "another key")],
  "the lists of the repository are gone": [shellInside("rm /var/lib/apt/lists/*cuda*")],
}).map(([name, happened]) => ({
  name,
  given: happened,
  changed: ["cuda_repository"] as const,
  after: [
    expect.containerFileHas(ctid, source, "^URIs: file:/srv/cuda/repos/debian12/x86_64/$"),
    expect.containerFileHas(ctid, pin, "^Pin-Priority: -1$"),
    expect.containerFile(ctid, keyring, "0644"),
  ],
}));

const otherDrifts: Drift[] = [
  {
    name: "another source names the repository",
    given: [
      given.containerFile(
        ctid,
        "/etc/apt/sources.list.d/cuda.list",
        "0644",
        "deb [trusted=yes] file:/srv/cuda/repos/debian12/x86_64/ /\n",
      ),
    ],
    changed: ["apt_sources"],
    after: [expect.containerFileHas(ctid, "/etc/apt/sources.list.d/cuda.list", "^#")],
  },
  ...["ln -sfn /srv /usr/local/cuda", "rm /usr/local/cuda"].map(
    (command): Drift => ({
      name: `/usr/local/cuda after ${command}`,
      given: [shellInside(command)],
      changed: ["nvcc"],
      after: [expect.containerFile(ctid, "/usr/local/cuda/bin/nvcc", "0755")],
    }),
  ),
];

/** One step alone drifts in ways that are no drift of another. */
export default specification(
  nvidia,
  {
    "drift of the conf": [...confDrifts, ...restartDrifts].map(drifts),
    "drift of the driver": [...driverDrifts, ...packageDrifts].map(drifts),
    "drift of the toolkit": [...repositoryDrifts, ...otherDrifts].map(drifts),
    "drift of answers": [
      scenario(
        "nvidia-smi does not answer: the step fails, and no repository is looked at",
        given.layer(converged),
        given.containerFault(ctid, "nvidia-smi", { action: "exit 9" }),
        runFor(ctid),
        expect.exit(1),
        expect.step("ok", "driver"),
        expect.step("failed", "driver_answers"),
        expect.endedAt("driver_answers"),
        expect.says("^ +command: +timeout .* nvidia-smi .*\\(exit 9\\)"),
      ),
      scenario(
        "nvcc is gone and its package has not noticed: what to do is said",
        given.layer(converged),
        ...lost(nvcc),
        runFor(ctid),
        expect.exit(1),
        expect.step("failed", "nvcc"),
        expect.says(`expected: ${nvcc}$`),
        expect.says("next: +apt-get install --reinstall cuda-nvcc-12-8$"),
      ),
    ],
  },
  { layers: [converged] },
);
