import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../nvidia-world.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const deadline = (field: string) => given.config(`.nvidia_driver.${field}_deadline_seconds = 1`);
const removed = (name: string) => given.inWorld("dpkg", "--remove", "--force-depends", name);
const shell = (command: string) => given.inWorld("bash", "-c", command);

const dpkgLock = "/var/lib/dpkg/lock-frontend";
const listsLock = "/var/lib/apt/lists/lock";

/** Steps that change packages, what makes each of them do it, and the locks that it can meet. */
const aptSteps: {
  readonly step: string;
  readonly drift: readonly Sentence[];
  readonly locks: readonly string[];
}[] = [
  {
    step: "build_tools",
    drift: [removed("pkg-config")],
    locks: [dpkgLock, "/var/lib/dpkg/lock", "/var/cache/apt/archives/lock"],
  },
  { step: "kernel_headers", drift: [removed("proxmox-default-headers")], locks: [dpkgLock] },
  {
    step: "kernel_headers",
    drift: [removed("proxmox-default-headers"), shell("rm /var/lib/apt/lists/*bookworm*")],
    locks: [listsLock],
  },
  {
    step: "old_driver",
    drift: [given.installed("nvidia-legacy-check"), given.config(".nvidia_driver.purge_existing = true")],
    locks: [dpkgLock],
  },
  { step: "cuda_repository", drift: [given.noFile(there.source)], locks: [listsLock] },
  { step: "cuda_toolkit", drift: [removed("cuda-toolkit-12-8")], locks: [dpkgLock] },
];

const aptWaits = aptSteps.flatMap(({ step, drift, locks }) => locks.map((lock) => ({ step, drift, lock })));

/** The lock and whoever holds it are named. */
const lockedOut = aptWaits.map(({ step, drift, lock }) =>
  scenario(
    `${step} gives up when ${lock} is not released in time`,
    given.layer(converged),
    ...drift,
    deadline("apt_lock"),
    given.lockHeld(lock),
    when.run(),
    expect.timeOut(step, "apt_lock"),
    expect.endedAt(step),
    expect.says(`wait apt_lock: the release of ${lock}, held by process [0-9]+ .* did not come within 1 s`),
  ),
);

const released = aptWaits.map(({ step, drift, lock }) =>
  scenario(
    `${step} goes on when ${lock} is released`,
    given.layer(converged),
    ...drift,
    given.lockHeldUntil(lock, 2, "apt-get (install|update|purge) "),
    when.run(),
    expect.exit(0),
    expect.says(`${step}: waits for ${lock}`),
    expect.changedOnly(step),
  ),
);

const mirrored = (file: string) => `http://127.0.0.1:8080${file}`;
const keyFile = "/cuda/repos/debian12/x86_64/3bf863cc.pub";
const guest = [
  given.guest(901, "running", "dev0: /dev/nvidia0,mode=0666"),
  given.noFile(`${there.libraries}/libcuda.so.${there.version}`),
];

const others = [
  scenario(
    "runfile gives up a download that does not end in time",
    given.layer(converged),
    given.noFile(there.runfile),
    given.config(`.nvidia_driver.runfile_url = "${mirrored(there.origin.slice("/srv".length))}"`),
    deadline("download"),
    given.mirror(`stall ${there.origin.slice("/srv".length)}`),
    when.run(),
    expect.timeOut("runfile", "download"),
    expect.endedAt("runfile"),
    expect.noFile(there.runfile),
  ),
  scenario(
    "cuda_repository gives up a download of the key that does not end in time",
    given.layer(converged),
    shell(`rm ${there.keyring} ${there.cache}/cuda-*`),
    given.config(`.nvidia_driver.cuda_repo_key = "${mirrored(keyFile)}"`),
    deadline("download"),
    given.mirror(`stall ${keyFile}`),
    when.run(),
    expect.timeOut("cuda_repository", "download"),
    expect.endedAt("cuda_repository"),
    expect.noFile(there.keyring),
  ),
  scenario(
    "device_nodes gives up when no node appears",
    given.layer(converged),
    given.noFile("/dev/nvidia-uvm"),
    deadline("device"),
    given.fault("nvidia-modprobe", { action: "empty" }),
    when.run(),
    expect.timeOut("device_nodes", "device_nodes"),
    expect.endedAt("device_nodes"),
    expect.says("character device /dev/nvidia-uvm \\(511:0\\) did not come within 1 s"),
    expect.says("found: +none"),
  ),
  scenario(
    "old_module gives up when a container under high availability goes on running",
    given.layer(converged),
    ...guest,
    shell("echo 1000 >/world/guests/901.ha"),
    deadline("guest"),
    when.run("--stop-guests"),
    expect.timeOut("old_module", "guest_stop"),
    expect.endedAt("old_module"),
    expect.says("the end of container 901 \\(last seen: status: running\\)"),
    expect.neverCalls("^rmmod"),
  ),
  scenario(
    "old_module goes on when a container under high availability has stopped",
    given.layer(converged),
    ...guest,
    shell("echo 1 >/world/guests/901.ha"),
    when.run("--stop-guests"),
    expect.exit(0),
    expect.callsTimes(2, "^pct status 901$"),
    expect.step("changed", "old_module", "driver", "modules"),
  ),
];

export default specification(
  nvidia,
  { "locks that stay": lockedOut, "locks that are released": released, "waits for other things": others },
  { layers: [converged] },
);
