import { expect, given, type Sentence, scenario, specification } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { cache, source, version } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, runFor, shell } = there;

const deadline = (field: string, seconds = 1) =>
  given.config(`.nvidia_driver.${field}_deadline_seconds = ${seconds}`);
/** A file of the container, as its host sees it. */
const inside = (path: string) => `/world/ct/${ctid}/root${path}`;

/** Steps that change packages inside, what makes each of them do it, and the lock it meets. */
const aptSteps = [
  { step: "installer_tools", drift: there.removedInside("kmod"), lock: there.dpkgLock },
  { step: "cuda_repository", drift: given.noContainerFile(ctid, source), lock: there.listsLock },
  { step: "cuda_toolkit", drift: there.removedInside(there.toolkit), lock: there.dpkgLock },
];

const locks = aptSteps.flatMap(({ step, drift, lock }) => [
  scenario(
    `${step} gives up when ${lock} inside is not released in time`,
    given.layer(converged),
    drift,
    deadline("apt_lock"),
    given.lockHeld(inside(lock)),
    runFor(ctid),
    expect.timeOut(step, "apt_lock"),
    expect.endedAt(step),
    expect.says(`wait apt_lock: the release of ${lock}, held by .* did not come within 1 s`),
  ),
  scenario(
    `${step} goes on when ${lock} inside is released`,
    given.layer(converged),
    drift,
    given.containerRecorded(ctid, "apt-get"),
    given.lockHeldUntil(inside(lock), 2, "ct901: apt-get (install|update)"),
    runFor(ctid),
    expect.exit(0),
    expect.says(`${step}: waits for ${lock}`),
    expect.changedOnly(step),
  ),
]);

const keyFile = "/cuda/repos/debian12/x86_64/3bf863cc.pub";
const keyFromMirror = [
  given.noContainerFile(ctid, "/usr/share/keyrings/phoenix-cuda.gpg"),
  shell(`rm -f ${cache}/cuda-*`),
  given.config(`.nvidia_driver.cuda_repo_key = "http://127.0.0.1:8080${keyFile}"`),
];
const downloads = [
  scenario(
    "cuda_repository gives up a download of the key that does not end in time",
    given.layer(converged),
    ...keyFromMirror,
    deadline("download"),
    given.mirror(`stall ${keyFile}`),
    runFor(ctid),
    expect.timeOut("cuda_repository", "download"),
    expect.endedAt("cuda_repository"),
    expect.containerNoFile(ctid, "/usr/share/keyrings/phoenix-cuda.gpg"),
  ),
  scenario(
    "cuda_repository takes a key that comes slowly, but in time",
    given.layer(converged),
    ...keyFromMirror,
    given.mirror(`slow 2000 ${keyFile}`),
    runFor(ctid),
    expect.changedOnly("cuda_repository"),
    expect.containerFile(ctid, "/usr/share/keyrings/phoenix-cuda.gpg", "0644"),
  ),
];

const confDrift = shell(`sed -i '/nvidia1 /d' ${there.conf}`);
const confLocks = [
  scenario(
    "passthrough gives up when Proxmox's lock of the conf is not released in time",
    given.layer(converged),
    confDrift,
    deadline("conf_lock"),
    given.flockHeld(there.confLock),
    given.inWorld("cp", there.conf, "/root/before"),
    runFor(ctid),
    expect.timeOut("passthrough", "conf_lock"),
    expect.endedAt("passthrough"),
    expect.says("wait conf_lock: the lock of the configuration of container 901 did not come within 1 s"),
    expect.says(`expected: nobody who holds ${there.confLock}$`),
    expect.says("found: +process [0-9]+ \\("),
    expect.confLacks(ctid, "nvidia1 "),
    expect.neverCalls("^pct (start|shutdown|set)"),
  ),
  scenario(
    "passthrough goes on when Proxmox's lock of the conf is released",
    given.layer(converged),
    confDrift,
    given.flockHeld(there.confLock, 1),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("passthrough", "restart"),
    expect.confHas(ctid, ...there.gpuLines([0, 1])),
  ),
];

const ha = [
  scenario(
    "restart gives up when a container under high availability goes on running",
    given.layer(converged),
    confDrift,
    given.containerHa(ctid, 1000),
    deadline("guest"),
    runFor(ctid),
    expect.timeOut("restart", "guest_stop"),
    expect.endedAt("restart"),
    expect.says(
      "wait guest_stop: the end of container 901 \\(last seen: status: running\\) did not come within 1 s",
    ),
    expect.neverCalls("^pct start"),
    expect.containerState(ctid, "running"),
  ),
  scenario(
    "restart gives up when a container under high availability is not started",
    given.layer(converged),
    given.inWorld("pct", "stop", "901"),
    given.containerHa(ctid, 1000),
    deadline("guest"),
    runFor(ctid),
    expect.timeOut("restart", "guest_start"),
    expect.endedAt("restart"),
    expect.says(
      "wait guest_start: the start of container 901 \\(last seen: status: stopped\\) did not come within 1 s",
    ),
  ),
  scenario(
    "restart goes on when high availability has stopped and started the container",
    given.layer(converged),
    confDrift,
    given.containerHa(ctid, 1),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("passthrough", "restart"),
    expect.containerState(ctid, "running"),
  ),
];

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
    ...booting({ bus: 2, init: 8, network: 3 }, byHttp, given.mirror()),
    runFor(ctid),
    expect.step("ok", "initialization", "devices", "driver"),
    expect.says("^ok +initialization .*\\([6-9] s\\)|^ok +initialization"),
    expect.neverSays("^(changed +restart|failed)"),
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
  ),
  scenario(
    "devices gives up when the opening of a node stays refused",
    given.layer(converged),
    given.containerFault(ctid, "nvidia-smi", { action: "exit 9" }),
    given.containerNode(ctid, "*", "late 1000"),
    given.containerRestarted(ctid),
    deadline("device"),
    runFor(ctid),
    expect.timeOut("devices", "devices"),
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

const calls = [
  scenario(
    "a change inside that does not end is given up after container_deadline_seconds",
    given.layer(converged),
    given.noContainerFile(ctid, there.smi),
    given.containerFault(ctid, "nvidia-installer", { action: "sleep 60" }),
    deadline("container", 5),
    runFor(ctid),
    expect.timeOut("driver", "container_call"),
    expect.endedAt("driver"),
    expect.says("wait container_call: the end of this call into container 901 did not come within 5 s$"),
    given.noMoreFaults(),
    given.config("."),
    deadline("container", 3600),
    runFor(ctid),
    expect.exit(0),
    expect.containerFileHas(ctid, there.installed, version),
  ),
  scenario(
    "a look into a container that does not answer is given up after container_deadline_seconds",
    given.layer(converged),
    given.containerFault(ctid, "nvidia-smi", { action: "hang" }),
    deadline("container", 3),
    runFor(ctid),
    expect.timeOut("restart", "container_call"),
    expect.says("found: +no answer within 3 s$"),
  ),
];

export default specification(
  nvidia,
  {
    "locks inside": locks,
    "waits for downloads and confs": [...downloads, ...confLocks],
    "waits for stop and start": [...ha, ...calls],
    "waits for initialization": initialization,
    "waits for devices": devices,
  },
  { layers: [converged] },
);
