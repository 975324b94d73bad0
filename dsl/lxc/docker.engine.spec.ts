import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../docker-world.ts";
import * as world from "../feature-world.ts";
import docker from "./docker.ts";

const { ctid, runIt, engineSays } = there;
const plain = world.convergedLayer(there.plain);
const full = world.convergedLayer(there.full);
const gpu = { features: ["nvidia"], gpu_assignment: "0" };

const inheritance = [
  scenario(
    "a clone that is the first in its line with a GPU gets the toolkit, and Docker is not installed again",
    given.layer(plain),
    there.clone(gpu),
    given.containerRecorded(ctid, "apt-get"),
    runIt(),
    expect.exit(0),
    expect.step("skipped", "apt_servers", "packages", "docker_repository", "docker", "storage_driver"),
    expect.step("changed", ...there.gpuSteps, "service"),
    expect.containerPackage(ctid, "nvidia-container-toolkit", "installed"),
    expect.neverCalls("apt-get .*install.* docker-ce"),
    ...engineSays("^nvidia$"),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.step("ok", ...there.gpuSteps, "service", "engine"),
    expect.pctExecs(1),
    expect.unchanged(),
  ),
  scenario(
    "a clone of a container with a GPU installs nothing",
    given.layer(full),
    there.clone(gpu),
    given.containerRecorded(ctid, "apt-get"),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.step("ok", "complete", ...there.gpuSteps, "service", "engine"),
    expect.pctExecs(1),
    expect.neverCalls("apt-get"),
    expect.unchanged(),
  ),
  scenario(
    "a clone without the GPU of its parent keeps what it has, and is not asked for it",
    given.layer(full),
    there.clone({}),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.step("skipped", ...there.gpuSteps),
    expect.step("ok", "service", "engine"),
    expect.unchanged(),
  ),
  scenario(
    "complete fails where a clone lacks what its parent should have had, and says where to mend it",
    given.layer(plain),
    there.clone({}),
    there.removedInside("docker-compose-plugin"),
    runIt(),
    expect.exit(1),
    expect.step("failed", "complete"),
    expect.endedAt("complete"),
    expect.says("inherited from container 899: run this for 899 and clone it again, or say --reinstall here"),
    runIt("--reinstall"),
    expect.exit(0),
    expect.step("changed", "docker"),
  ),
];

const answers = [
  scenario(
    "an engine of another version than the configured one is no inherited one",
    given.layer(plain),
    there.clone({}),
    given.containerFault(ctid, "docker", { action: "garbage" }),
    runIt(),
    expect.exit(1),
    expect.step("failed", "engine"),
    expect.endedAt("engine"),
    expect.says("expected: what Docker's engine says of itself$"),
  ),
  scenario(
    "an engine that says nothing ends the run",
    given.layer(full),
    given.containerFault(ctid, "docker", { action: "empty" }),
    runIt(),
    expect.exit(1),
    expect.endedAt("engine"),
  ),
  scenario(
    "an engine at work with another storage driver than its settings say",
    given.layer(full),
    there.shellInside("sed -i s/overlay2/vfs/ /run/docker/engine"),
    runIt(),
    expect.exit(1),
    expect.endedAt("engine"),
    expect.says("expected: storage driver overlay2$"),
    expect.says("found: +vfs$"),
  ),
  scenario(
    "an engine that does not know the runtime",
    given.layer(full),
    there.shellInside('sed -i \'s/"nvidia"/"other"/\' /run/docker/engine'),
    runIt(),
    expect.exit(1),
    expect.endedAt("engine"),
    expect.says("expected: an engine that offers runtime nvidia$"),
  ),
  scenario(
    "an engine of an older version than its package",
    given.layer(full),
    given.config('.docker.version = "28.3.3"'),
    there.shellInside("sed -i s/28.3.3/28.3.2/ /run/docker/engine"),
    runIt(),
    expect.exit(1),
    expect.endedAt("engine"),
    expect.says("expected: Docker's engine 28\\.3\\.3$"),
  ),
];

const choices = [
  scenario(
    "GPUs without the feature nvidia, and the feature without a GPU, bring no toolkit",
    given.layer(plain),
    given.lxcConfig(
      JSON.stringify({ lxc_configs: { [ctid]: { features: ["docker"], gpu_assignment: "0" } } }),
    ),
    runIt(),
    expect.exit(0),
    expect.step("skipped", ...there.gpuSteps),
    given.lxcConfig(JSON.stringify({ lxc_configs: { [ctid]: { features: ["nvidia", "docker"] } } })),
    runIt(),
    expect.exit(0),
    expect.step("skipped", ...there.gpuSteps),
  ),
  scenario(
    "without a default runtime a container has to ask for the GPU",
    given.layer(world.freshLayer(there.full)),
    given.config(".docker.nvidia_default_runtime = false"),
    runIt(),
    expect.exit(0),
    expect.step("changed", "runtime", "service"),
    expect.step("skipped", "default_runtime"),
    ...engineSays("^runc$"),
    ...engineSays('"nvidia":\\{"path":"nvidia-container-runtime"\\}'),
  ),
];

/** Commands that write, inside the container: the run dies with each of them, and is started again. */
const places = [
  ["apt-get", "confold.*install.*jq"],
  ["mv", there.source],
  ["mv", there.keyring],
  ["apt-get", "update.*phoenix-docker"],
  ["apt-get", "confold.*install.*docker-ce"],
  ["postinst", "docker-ce"],
  ["dockerd", ""],
  ["mv", there.settings],
  ["apt-get", "confold.*install.*nvidia-container-toolkit"],
  ["nvidia-ctk", "--set"],
  ["systemctl", "^restart"],
] as const;

const kills = [
  scenario(
    "killed with everything at each command that writes: the runs after come to the same end",
    given.layer(world.freshLayer(there.full)),
    ...places.map(([command, matching]) =>
      given.containerFault(ctid, command, { call: 1, action: "kill-all", matching }),
    ),
    when.runThroughKills(String(ctid)),
    expect.exit(0),
    expect.kills(places.length),
    expect.step("ok", "engine"),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.unchanged(),
  ),
];

export default specification(
  docker,
  {
    "inherited engines": inheritance,
    "answers of the engine": answers,
    "GPU or not": choices,
    "killed runs": kills,
  },
  { layers: [plain, full, world.freshLayer(there.full)] },
);
