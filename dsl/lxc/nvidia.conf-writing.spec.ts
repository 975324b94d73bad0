import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { conf, confLock, ctid, gpuLines, ready, runFor, shell } from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const rewrite = runFor(ctid, "--only", "passthrough");
const old = "arch: amd64\nhostname: ct901\n\n[snap]\nlxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind\n";
const wanted = old.replace("\n\n", `\n${gpuLines([0, 1]).join("\n")}\n\n`);
const directory = "/etc/pve/nodes/pve/lxc";
const temporary = `${directory}/${ctid}.conf.tmp`;
const noTemporary = [when.inWorld("ls", directory), expect.neverSays("tmp")];
/** Proxmox makes the directory of its locks with the first of them. */
const held = (seconds?: number) => [
  given.inWorld("mkdir", "--parents", "/run/lock/lxc"),
  given.flockHeld(confLock, seconds),
];
const impatient = given.config(".nvidia_driver.conf_lock_deadline_seconds = 1");

/** What happens between the look at the conf and its lock. */
const meanwhile = (command: string) => given.event("flock", { matching: "--timeout" }, command);

const started = (...world: Sentence[]) => [given.layer(ready), given.conf(ctid, old), ...world, rewrite];

const locked = [
  scenario(
    "a lock of Proxmox that stays held ends the run, and names who holds it",
    ...started(...held(), impatient),
    ...expect.timeOut("passthrough", "conf_lock"),
    expect.says("found: +process [0-9]+ \\("),
    expect.conf(ctid, old),
  ),
  scenario(
    "one that is given back in time is waited for",
    ...started(...held(1)),
    expect.exit(0),
    expect.conf(ctid, wanted),
  ),
  scenario(
    "a backup that has locked the container meanwhile is left to its work",
    ...started(meanwhile(`sed -i '1i lock: backup' ${directory}/${ctid}.conf`)),
    expect.exit(4),
    expect.endedAt("passthrough"),
    expect.says("container 901 has been locked meanwhile"),
    expect.says("found: +lock: backup$"),
    expect.conf(ctid, `lock: backup\n${old}`),
  ),
  scenario(
    "a container that has moved away meanwhile gets no conf here",
    ...started(meanwhile(`rm ${directory}/${ctid}.conf`)),
    expect.exit(4),
    expect.endedAt("passthrough"),
    expect.says("container 901 is not on this node any more"),
    expect.noFile(conf),
  ),
  scenario(
    "what somebody else has written meanwhile is kept",
    given.layer(ready),
    given.conf(ctid, `${gpuLines([0]).join("\n")}\n${old}`),
    meanwhile(`sed -i '1i cores: 4' ${directory}/${ctid}.conf`),
    rewrite,
    expect.exit(0),
    expect.conf(ctid, `cores: 4\n${gpuLines([0, 1]).join("\n")}\n${old}`),
  ),
];

/** Says nothing of what it has not written. */
const shortDd =
  '#!/bin/bash\n/usr/bin/dd "$@"\nfor word; do [[ $word != of=* ]] || truncate --size=9 "${word#of=}"; done\n';

const failing = [
  ...[
    given.fault("dd", { action: "exit 1" }),
    given.fault("dd", { action: "empty" }),
    given.file("/usr/local/sbin/dd", "0755", shortDd),
  ].map((trouble, at) =>
    scenario(
      `a new file that is not written whole does not replace the old one (${at})`,
      ...started(trouble),
      expect.exit(1),
      expect.endedAt("passthrough"),
      expect.says("the new configuration could not be written; the old one stands"),
      expect.conf(ctid, old),
      ...noTemporary,
    ),
  ),
  scenario(
    "nor does one that cannot get its name",
    ...started(given.fault("mv", { action: "exit 1", matching: `${ctid}.conf` })),
    expect.exit(1),
    expect.endedAt("passthrough"),
    expect.conf(ctid, old),
    ...noTemporary,
  ),
  scenario(
    "lines that Proxmox does not read are a failure",
    ...started(given.fault("pct", { action: "empty", matching: "^config" })),
    expect.exit(1),
    expect.endedAt("passthrough"),
    expect.says("Proxmox does not take these lines"),
  ),
  scenario(
    "what Proxmox says against other lines is passed on",
    ...started(given.pctWarning("vm 901 - unable to parse config: foo bar")),
    expect.exit(0),
    expect.says("^warning +passthrough: pct config 901: vm 901 - unable to parse config: foo bar$"),
  ),
];

const writes = "@(replace_conf|configure_host_gpu_passthrough): @(run|printf|drop_stale_confs|exec)";

const killed = [
  scenario(
    "until the last moment the old conf stands, and what is left beside it goes with the next run",
    given.layer(ready),
    given.conf(ctid, old),
    when.killed("replace_conf: run mv"),
    rewrite,
    expect.exit(137),
    expect.conf(ctid, old),
    when.inWorld("bash", "-c", `ls ${temporary}.*`),
    expect.exit(0),
    shell(`touch ${temporary}.1 ${temporary}.999999`),
    rewrite,
    expect.exit(0),
    expect.conf(ctid, wanted),
    when.inWorld("bash", "-c", `ls ${temporary}.*`),
    expect.says(`^${temporary}.1$`),
    expect.neverSays("999999"),
  ),
  scenario(
    "killed before each command that writes, it comes to the same end",
    given.layer(ready),
    given.conf(ctid, old),
    when.killed(writes, "script", "each"),
    when.runThroughKills(String(ctid), "--only", "passthrough"),
    expect.killedAt("replace_conf: run mv"),
    expect.killedAt("configure_host_gpu_passthrough: exec"),
    expect.exit(0),
    expect.conf(ctid, wanted),
    ...noTemporary,
  ),
];

export default specification(
  nvidia,
  { "container conf locked": locked, "container conf failing": failing, "container conf killed": killed },
  { layers: [ready] },
);
