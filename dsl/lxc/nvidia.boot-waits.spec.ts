import { expect, given, type Sentence, scenario, specification } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, runFor } = there;

const deadline = (field: string) => given.config(`.nvidia_driver.${field}_deadline_seconds = 1`);
/** Not that long after the deadline: what was kept away never comes. */
const inTime = expect.says("^done .* in 1?[0-9] s ");

/** The container is started just now, and comes up so. */
const booting = (boot: Parameters<typeof given.containerBoot>[1], ...more: Sentence[]) => [
  given.layer(converged),
  ...more,
  given.containerBoot(ctid, boot),
  given.containerRestarted(ctid),
];
/** Only a step that fetches something asks for the way to where it comes from. */
const byHttp = given.config('.nvidia_driver.cuda_repo_base_url = "http://mirror.example:8080/cuda/repos"');

const initialization = [
  scenario(
    "initialization gives up when init does not come to its end",
    ...booting({ bus: 0, init: 1000 }, deadline("initialization")),
    runFor(ctid),
    expect.timeOut("initialization", "initialization"),
    expect.endedAt("initialization"),
    expect.says("wait initialization: the initialization of container 901 did not come within 1 s"),
    expect.says("found: +starting$"),
    inTime,
  ),
  scenario(
    "initialization gives up when systemd does not even answer",
    ...booting({ bus: 1000, init: 1000 }, deadline("initialization")),
    runFor(ctid),
    expect.timeOut("initialization", "initialization"),
    expect.says("expected: systemd "),
  ),
  scenario(
    "initialization waits for a container that needs 8 s to boot",
    ...booting({ bus: 2, init: 8 }),
    runFor(ctid),
    expect.exit(0),
    expect.step("ok", ...there.steps),
    expect.containerFileHas(ctid, "/run/systemd/private", "^running$"),
  ),
  scenario(
    "initialization waits for the name of the mirror that a later step fetches from",
    ...booting({ network: 4 }, byHttp, given.mirror()),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("cuda_repository"),
  ),
  scenario(
    "initialization gives up when the name of the mirror is never found",
    ...booting({ network: "never" }, byHttp, deadline("initialization")),
    runFor(ctid),
    expect.timeOut("initialization", "initialization"),
    expect.says("expected: an address for mirror\\.example$"),
  ),
  scenario(
    "initialization does not care for a network that nothing needs",
    ...booting({ network: "never" }, deadline("initialization")),
    runFor(ctid),
    expect.exit(0),
    expect.neverSays("^(changed|would|failed|skipped)"),
  ),
  scenario(
    "initialization sees at once what systemd has given up",
    ...booting({ state: "maintenance" }),
    runFor(ctid),
    expect.exit(1),
    expect.step("failed", "initialization"),
    expect.endedAt("initialization"),
    expect.says("^failed +initialization +waiting is no use"),
    expect.says("systemd in state maintenance$"),
  ),
];

/** A node of the container does so, from its next start on. */
const nodeComes = (node: string, how: Parameters<typeof given.containerNode>[2]) => [
  given.layer(converged),
  given.containerNode(ctid, node, how),
  given.containerRestarted(ctid),
];

const devices = [
  scenario(
    "devices gives up when a node never appears, and says which, what was seen and how long",
    ...nodeComes("/dev/nvidia1", "never"),
    deadline("device"),
    runFor(ctid),
    expect.step("changed", "restart"),
    expect.timeOut("devices", "devices"),
    expect.endedAt("devices"),
    expect.says("wait devices: nodes of GPU 0 1 that the container can open did not come within 1 s$"),
    expect.says("expected: character device /dev/nvidia1 \\(195:1\\)$"),
    expect.says("found: +no such file$"),
    inTime,
  ),
  scenario(
    "devices waits for nodes that come after 3 s",
    ...nodeComes("*", "late 3"),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("restart"),
    expect.containerNode(ctid, "/dev/nvidia-uvm-tools", "ok"),
  ),
  scenario(
    "devices waits for GPU 1 alone where that is what the container has",
    given.layer(converged),
    given.lxcConfig('.lxc_configs."901".gpu_assignment = "1"'),
    given.containerNode(ctid, "/dev/nvidia1", "late 2"),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("passthrough", "restart"),
    expect.containerNode(ctid, "/dev/nvidia0", "none"),
  ),
  ...(["file", "major"] as const).map((how) =>
    scenario(
      `devices fails at once where ${how === "file" ? "a regular file stands in a node's place" : "a node has the number of another"}`,
      ...nodeComes("/dev/nvidia-uvm", how),
      runFor(ctid),
      expect.exit(1),
      expect.step("changed", "restart"),
      expect.step("failed", "devices"),
      expect.endedAt("devices"),
      expect.says("^failed +devices +waiting is no use"),
      expect.says("expected: character device /dev/nvidia-uvm \\(511:0\\)$"),
      expect.says(how === "file" ? "found: +a regular file in its place$" : "found: +240:0$"),
      expect.says("next: +restart the container"),
    ),
  ),
];

export default specification(
  nvidia,
  { "waits for initialization": initialization, "waits for devices": devices },
  { layers: [converged] },
);
