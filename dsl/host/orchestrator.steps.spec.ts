import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { gpuLines } from "../lxc-world.ts";
import { declared } from "../orchestrator-world.ts";
import { stopped } from "./orchestrator.spec.ts";
import orchestrator from "./orchestrator.ts";

const template = "/var/lib/vz/template/cache/debian-12-standard_12.7-1_amd64.tar.zst";
/** Directories of locks come with the first of them. */
const held = (lock: string) => [
  given.inWorld("mkdir", "--parents", lock.replace(/\/[^/]*$/, "")),
  given.flockHeld(lock),
];
const bin = "/usr/local/phoenix_hypervisor/bin";
const short = (field: string) => given.config(`.containers.${field} = 1`);

const passthrough = [
  scenario(
    "GPUs are passed through before the first start",
    given.host(),
    given.readyHost(1),
    declared({ "950": { features: ["base_setup", "nvidia"], gpu_assignment: "0" } }),
    given.container(950, { state: "stopped" }),
    when.run("950", "--feature", "base_setup"),
    expect.exit(0),
    expect.changedOnly("passthrough", "running", "features"),
    expect.confHas(950, ...gpuLines([0])),
    expect.callsTimes(1, "^pct start"),
  ),
  scenario(
    "a lock that stays held ends in a time-out",
    given.host(),
    given.readyHost(1),
    given.config(".nvidia_driver.conf_lock_deadline_seconds = 1"),
    declared({ "950": { features: ["nvidia"], gpu_assignment: "0" } }),
    given.container(950),
    ...held("/run/lock/lxc/pve-config-950.lock"),
    when.run("950"),
    expect.timeOut("passthrough", "conf_lock"),
  ),
];

const applications = [
  scenario(
    "an application script runs once for its wording, and then the health check is asked",
    given.host(),
    given.config(),
    declared({
      "950": {
        application_script: "site.sh",
        health_check: { command: "test -e /srv/ready", retries: 2, interval: 1 },
      },
    }),
    given.container(950),
    given.file(`${bin}/site.sh`, "0644", "touch /srv/ready\n"),
    when.run("950"),
    expect.exit(0),
    expect.step("changed", "application"),
    expect.step("ok", "initialization", "health"),
    when.run("950"),
    expect.exit(0),
    expect.step("ok", "application", "health"),
    expect.pctExecs(1),
  ),
  scenario(
    "a health check that never passes ends in a time-out",
    given.host(),
    given.config(),
    declared({ "950": { health_check: { command: "false", retries: 1, interval: 1 } } }),
    given.container(950),
    when.run("950"),
    expect.timeOut("health", "health"),
  ),
  scenario(
    "what fails inside is told with its own words, not as a container that was lost",
    given.host(),
    given.config(),
    declared({ "950": { application_script: "site.sh" } }),
    given.container(950),
    given.file(`${bin}/site.sh`, "0644", "true\n"),
    given.inContainer(950, "mkdir", "--parents", "/var/lib/phoenix_hypervisor/application.sha256/x"),
    when.run("950"),
    expect.exit(1),
    expect.endedAt("application"),
    expect.says("command: +mv "),
    expect.neverSays("was lost"),
  ),
  scenario(
    "with --jobs the words of a failed command say whose they are",
    given.host(),
    given.config(),
    declared({ "950": { application_script: "site.sh" }, "951": {} }),
    given.container(950),
    given.container(951),
    given.file(`${bin}/site.sh`, "0644", "echo no such thing; exit 3\n"),
    when.run("950", "951", "--jobs", "2"),
    expect.exit(1),
    expect.says("^950: failed +application "),
    expect.says("^950: +\\| no such thing$"),
  ),
  scenario(
    "an application script that does not end is ended",
    given.host(),
    short("application_deadline_seconds"),
    declared({ "950": { application_script: "site.sh" } }),
    given.container(950),
    given.file(`${bin}/site.sh`, "0644", "sleep 60\n"),
    when.run("950"),
    expect.timeOut("application", "application"),
  ),
  scenario(
    "a container that never comes up ends in a time-out",
    given.host(),
    short("initialization_deadline_seconds"),
    declared({ "950": { health_check: { command: "true" } } }),
    given.container(950, { state: "stopped" }),
    given.containerBoot(950, { bus: 60 }),
    when.run("950"),
    expect.timeOut("initialization", "initialization"),
  ),
];

const waits = [
  scenario(
    "a clone whose parent is being cloned by somebody else for too long",
    given.host(),
    short("deadline_seconds"),
    declared({
      "950": { template_snapshot_name: "base-snapshot" },
      "951": { clone_from_ctid: "950", name: "clone" },
    }),
    given.container(950, { state: "stopped", lines: ["[base-snapshot]", "snaptime: 1"] }),
    ...held("/run/phoenix_hypervisor/clone-950.lock"),
    when.run("951"),
    expect.timeOut("definition", "clone_turn"),
  ),
  scenario(
    "a container that does not start in time",
    ...stopped,
    short("guest_deadline_seconds"),
    given.containerHa(950, 60),
    when.run("950"),
    expect.timeOut("running", "guest_start"),
  ),
  scenario(
    "a container that does not stop in time",
    given.host(),
    short("guest_deadline_seconds"),
    declared({ "950": { memory_mb: 2048, lxc_options: ["lxc.cap.drop: sys_module"] } }),
    given.container(950),
    given.containerHa(950, 60),
    when.run("950"),
    expect.timeOut("running", "guest_stop"),
  ),
  scenario(
    "settings behind a lock that stays held",
    ...stopped,
    short("conf_lock_deadline_seconds"),
    declared({ "950": { lxc_options: ["lxc.cap.drop: sys_module"] } }),
    ...held("/run/lock/lxc/pve-config-950.lock"),
    when.run("950"),
    expect.timeOut("settings", "conf_lock"),
  ),
];

const snapshots = [
  scenario(
    "a snapshot that was made from something else is named, and kept",
    given.host(),
    given.config(),
    declared({ "950": { template_snapshot_name: "base-snapshot", storage_pool: "local-zfs" } }),
    given.container(950, {
      lines: ["[base-snapshot]", `#phoenix%3Asha256=${"0".repeat(64)}`, "snaptime: 1"],
    }),
    when.remembered(),
    when.run("950"),
    expect.exit(0),
    expect.step("ok", "snapshot"),
    expect.says("--refresh 950"),
    expect.neverCalls("snapshot"),
  ),
  scenario(
    "a storage without snapshots is refused before any change",
    given.host(),
    given.config(),
    given.file("/etc/pve/storage.cfg", "0640", "dir: local\n\tpath /var/lib/vz\n\tcontent rootdir,vztmpl\n"),
    given.file(template, "0644", "an archive"),
    declared({ "950": { template, template_snapshot_name: "base-snapshot", storage_pool: "local" } }),
    when.run("950"),
    expect.exit(4),
    expect.step("failed", "snapshot"),
    expect.says("storage local of a type that has snapshots"),
    expect.neverCalls("^pct"),
  ),
];

export default specification(orchestrator, { passthrough, applications, waits, snapshots });
