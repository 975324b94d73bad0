import { expect, given, scenario, specification } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { cache, source, version } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, runFor, shell } = there;

const deadline = (field: string, seconds = 1) =>
  given.config(`.nvidia_driver.${field}_deadline_seconds = ${seconds}`);
/** Not that long after the deadline: what was kept away never comes. */
const inTime = expect.says("^done .* in 1?[0-9] s ");
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
    inTime,
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
  },
  { layers: [converged] },
);
