import { expect, given, layer, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { libraries, unfinished, version } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const clone = 911;
const { planFor, runFor } = there;
const old = "570.124.06";
const inheriting = there.gpuSteps.filter((step) => !there.installingSteps.includes(step));

/** Container 911 as Proxmox makes it of 901: all that 901 has, and the lines for both of its GPUs. */
const cloned = layer(
  "container 911 cloned from 901",
  ...there.readyHost,
  given.container(clone),
  given.lxcConfig('.lxc_configs."911".gpu_assignment = "0, 1"'),
  runFor(clone, "--reinstall"),
  expect.exit(0),
  given.lxcConfig('.lxc_configs."911".gpu_assignment = "0"'),
);
/** The same of a template that was made before the host got another driver. */
const outdated = layer(
  "container 911 with an older driver",
  ...there.readyHost,
  given.container(clone, { gpus: [0] }),
  given.containerDriver(clone, old),
);

/** What the operator is told to do: the container that the feature comes from, or this one alone. */
const advised = expect.says(
  "next: +it is inherited from container 901: run this for 901 and clone it again, or say --reinstall here$",
);
const doesNotFit = (found: string) => [
  expect.exit(1),
  expect.step("failed", "driver_answers"),
  expect.endedAt("driver_answers"),
  expect.step("skipped", "installer_tools", "driver"),
  expect.says(`found: +${found}`),
  advised,
];
const reinstalled = [
  expect.exit(0),
  expect.containerFileHas(clone, there.installed, version),
  expect.containerFile(clone, `${libraries}/libcuda.so.${version}`, "0644"),
  expect.containerNoFile(clone, `${libraries}/libcuda.so.${old}`),
  expect.containerNoFile(clone, unfinished),
  expect.containerPackage(clone, there.toolkit, "installed"),
];

const fits = [
  scenario(
    "a clone of 901 loses the GPU that is not its own, and nothing is installed in it",
    given.layer(cloned),
    planFor(clone),
    expect.exit(3),
    expect.step("would", "passthrough"),
    expect.step("skipped", ...there.installingSteps),
    runFor(clone),
    expect.exit(0),
    expect.planKept(),
    expect.step("changed", "passthrough", "restart"),
    expect.step("ok", ...inheriting),
    expect.step("skipped", ...there.installingSteps),
    expect.confHas(clone, ...there.gpuLines([0])),
    expect.confLacks(clone, "nvidia1|195:1 "),
    expect.containerNode(clone, "/dev/nvidia0", "ok"),
    expect.containerNode(clone, "/dev/nvidia1", "none"),
    expect.neverCalls("^pct push|^ct911: (apt-get|nvidia-installer)"),
    when.remembered(),
    runFor(clone),
    expect.exit(0),
    expect.pctExecs(1),
    expect.unchanged(),
  ),
  scenario(
    "a clone that declares what its template does, and has it, is not installed again; --reinstall finds all in place",
    given.layer(cloned),
    given.lxcConfig('.lxc_configs."911".features = ["nvidia"]'),
    runFor(clone),
    expect.exit(0),
    expect.step("skipped", ...there.installingSteps),
    when.remembered(),
    runFor(clone, "--reinstall"),
    expect.exit(0),
    expect.step("ok", ...there.steps),
    expect.pctExecs(1),
    expect.unchanged(),
  ),
  scenario(
    "--from and --only with a step that is left out in a clone: what comes after it comes after it",
    given.layer(cloned),
    runFor(clone, "--only", "restart"),
    expect.exit(4),
    expect.says("^failed +passthrough must hold before restart"),
    runFor(clone),
    expect.exit(0),
    given.inContainer(clone, "ln", "-sfn", "/srv", "/usr/local/cuda"),
    runFor(clone, "--only", "driver"),
    expect.exit(0),
    expect.step("ok", "passthrough", "restart", "initialization", "devices"),
    expect.step("skipped", "driver", "driver_answers", "nvcc"),
    runFor(clone, "--from", "driver"),
    expect.exit(0),
    expect.step("ok", "driver_answers"),
    expect.step("changed", "nvcc"),
  ),
  scenario(
    "a clone whose toolkit was removed says where it should have come from, and --reinstall brings it",
    given.layer(cloned),
    given.inContainer(clone, "apt-get", "--yes", "purge", there.toolkit, "cuda-nvcc-12-8"),
    runFor(clone),
    expect.exit(1),
    expect.step("ok", "driver_answers"),
    expect.step("failed", "nvcc"),
    expect.endedAt("nvcc"),
    advised,
    runFor(clone, "--reinstall"),
    ...reinstalled,
    expect.changedOnly("cuda_toolkit"),
  ),
];

const mismatches = [
  scenario(
    "an inherited driver of another version than the host's module: nothing is changed inside, and it says what to do",
    given.layer(outdated),
    planFor(clone),
    expect.exit(1),
    expect.step("failed", "driver_answers"),
    advised,
    runFor(clone),
    ...doesNotFit(`${old.replaceAll(".", "\\.")}$`),
    expect.neverCalls("^pct push|^ct911: (apt-get|nvidia-installer|nvidia-uninstall)"),
    expect.containerFile(clone, `${libraries}/libcuda.so.${old}`, "0644"),
  ),
  scenario(
    "the nearest ancestor that declares the feature is the one to rebuild",
    given.layer(outdated),
    given.lxcConfig(
      '.lxc_configs += {"305": {clone_from_ctid: 901, features: ["nvidia"]}, "306": {clone_from_ctid: "305"}} | .lxc_configs."911".clone_from_ctid = "306"',
    ),
    runFor(clone),
    expect.exit(1),
    expect.says("next: +it is inherited from container 305: run this for 305 and clone it again"),
  ),
  scenario(
    "a clone of a template in which nothing was installed",
    given.host(),
    ...there.readyHost,
    given.container(clone, { gpus: [0] }),
    runFor(clone),
    ...doesNotFit("none$"),
  ),
  scenario(
    "--reinstall replaces an inherited driver of another version, and the next run without it is content",
    given.layer(outdated),
    runFor(clone, "--reinstall"),
    ...reinstalled,
    expect.changedOnly("installer_tools", "driver", "cuda_repository", "cuda_toolkit"),
    expect.calls("^ct911: nvidia-uninstall"),
    runFor(clone),
    expect.exit(0),
    expect.step("ok", ...inheriting),
    expect.step("skipped", ...there.installingSteps),
  ),
];

/** What a run with --reinstall leaves when it is killed: a run without it must not be content with that. */
const remains: { readonly name: string; readonly given: readonly Sentence[] }[] = [
  {
    name: "an installation that did not come to its end",
    given: [given.containerFile(clone, unfinished, "0644", `${version}\n`)],
  },
  {
    name: "libraries that are not all there",
    given: [given.noContainerFile(clone, `${libraries}/libcuda.so.${version}`)],
  },
  { name: "no record of the installer", given: [given.noContainerFile(clone, there.installed)] },
];
const halves = remains.map(({ name, given: happened }) =>
  scenario(
    `an inherited driver with ${name} does not pass`,
    given.layer(cloned),
    ...happened,
    runFor(clone),
    expect.exit(1),
    expect.step("failed", "driver_answers"),
    expect.endedAt("driver_answers"),
    advised,
    runFor(clone, "--reinstall"),
    ...reinstalled,
    expect.step("changed", "driver"),
  ),
);

/** Killed in the container's own half, and in the host's. */
const kills = (["kill-all", "kill", "after:kill-all"] as const).map((action) =>
  scenario(
    `--reinstall with ${action} at the installer: not content without it, and whole with it`,
    given.layer(outdated),
    given.containerFault(clone, "nvidia-installer", { action }),
    runFor(clone, "--reinstall"),
    given.noMoreFaults(),
    runFor(clone),
    expect.exit(1),
    expect.step("failed", "driver_answers"),
    advised,
    runFor(clone, "--reinstall"),
    ...reinstalled,
  ),
);

export default specification(
  nvidia,
  { "inherited driver": [...fits, ...mismatches], "inherited driver by halves": [...halves, ...kills] },
  { layers: [cloned, outdated] },
);
