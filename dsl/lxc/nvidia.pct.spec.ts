import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { source } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, ready, runFor, planFor, removedInside, shell } = there;

const script = "/usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_nvidia.sh";
const noDriver = given.noContainerFile(ctid, there.installed);
const noKmod = removedInside("kmod");
const confDrift = shell(`sed -i '/nvidia1 /d' ${there.conf}`);
/** A pct before the one of the world, that the script meets first. */
const pctBecomes = (text: string) =>
  given.file("/usr/local/sbin/pct", "0755", `#!/bin/bash\nset -o pipefail\n${text}\n`);

const allOk = [expect.exit(0), expect.step("ok", ...there.steps), expect.pctExecs(1)];

const slowAndLoud = [
  scenario(
    "a pct that costs half a second a call is called once",
    given.layer(converged),
    given.pctCost(0.5),
    runFor(ctid),
    ...allOk,
    expect.callsTimes(1, "^pct "),
    expect.says("^done .* in [0-4] s"),
  ),
  scenario(
    "what pct says on stderr is no answer, and kept in the log",
    given.layer(converged),
    given.pctWarning("perl: warning: Setting locale failed."),
    runFor(ctid),
    ...allOk,
    expect.neverSays("perl: warning"),
    expect.fileHas(
      "/var/log/phoenix_hypervisor/phoenix_hypervisor_feature_install_nvidia.log",
      "perl: warning: Setting locale failed",
    ),
  ),
  scenario(
    "a fresh container is converged through a pct that is loud",
    given.layer(ready),
    given.pctWarning("perl: warning: Setting locale failed."),
    runFor(ctid),
    expect.exit(0),
    expect.step("changed", ...there.changedWhenFresh),
  ),
  scenario(
    "carriage returns of a terminal in between change nothing",
    given.layer(converged),
    noKmod,
    pctBecomes(`/usr/sbin/pct "$@" | sed 's/$/\\r/'`),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("installer_tools"),
    expect.neverSays("[[:cntrl:]]"),
    runFor(ctid),
    ...allOk,
  ),
];

/** The container does as little as it can before it listens. */
const noise = [
  "/etc/profile",
  "/etc/bash.bashrc",
  "/root/.bashrc",
  "/root/.profile",
  "/root/.bash_profile",
].map((file) => given.containerFile(ctid, file, "0644", "echo noise; PATH=/nowhere; cd /tmp; exit 3\n"));

const environment = [
  scenario(
    "profiles in the container are not read",
    given.layer(converged),
    ...noise,
    when.remembered(),
    runFor(ctid),
    ...allOk,
    expect.unchanged(),
  ),
  ...[
    { name: "pct", given: [] as Sentence[], calls: "^pct exec 901 --keep-env 0 -- timeout " },
    {
      name: "a pct that knows no --keep-env",
      given: [given.oldPct()],
      calls: "^pct exec 901 -- env -i timeout ",
    },
  ].map((kind) =>
    scenario(
      `nothing of the host's environment reaches the container through ${kind.name}`,
      given.layer(converged),
      ...kind.given,
      noKmod,
      given.containerFile(
        ctid,
        "/etc/apt/apt.conf.d/00seen",
        "0644",
        'DPkg::Pre-Invoke { "env >/root/environment"; };\n',
      ),
      given.file("/root/evil", "0755", "touch /world/executed\n"),
      when.inWorld(
        ...["env", "TOKEN=secret", "BASH_ENV=/root/evil", "ENV=/root/evil", "HOME=/home/me"],
        ...["APT_CONFIG=/root/evil", "DPKG_ROOT=/nowhere", script, String(ctid)],
      ),
      expect.exit(0),
      expect.changedOnly("installer_tools"),
      expect.calls(kind.calls),
      expect.containerFileHas(ctid, "/root/environment", "^HOME=/root$"),
      given.inContainer(ctid, "bash", "-c", "! grep -E 'secret|evil|/nowhere|/home/me' /root/environment"),
    ),
  ),
  scenario(
    "variables of the caller with names of this script change nothing",
    given.layer(converged),
    when.remembered(),
    when.inWorld(
      ...["env", "CTID=902", "inside=yes", "step=x", "container_state=stopped", "run_mode=plan"],
      ...["call_ended=yes", "WANTED_GPUS=7", "flags=x", script, String(ctid)],
    ),
    ...allOk,
    expect.unchanged(),
  ),
];

const stopsIn = (command: string, step: string, drift: Sentence, matching?: string) =>
  scenario(
    `${step}: the container stops while ${command} works in it`,
    given.layer(converged),
    drift,
    given.containerFault(ctid, command, {
      call: 1,
      action: "stop-container",
      ...(matching ? { matching } : {}),
    }),
    runFor(ctid),
    expect.exit(1),
    expect.endedAt(step),
    expect.says(`^failed +${step} +container 901 was lost in the middle of the step$`),
    expect.says("found: +a stopped container$"),
    expect.says("next: +look at the container \\(pct status 901\\), then run again; what is done is kept$"),
    given.noMoreFaults(),
    runFor(ctid),
    expect.exit(0),
    expect.neverSays("^failed"),
    expect.containerState(ctid, "running"),
  );

const nodesDirectory = "/etc/pve/nodes/pve/lxc";
const meanwhile = (matching: string, command: string, call = 1) =>
  given.event("pct", { call, matching }, command);

const lost = [
  stopsIn("apt-get", "installer_tools", noKmod, "install"),
  stopsIn("nvidia-installer", "driver", noDriver, "@files"),
  scenario(
    "the container stops while it is looked into: nothing is known, and nothing applied",
    given.layer(converged),
    given.containerFault(ctid, "nvidia-smi", { call: 1, action: "stop-container" }),
    runFor(ctid),
    expect.exit(1),
    expect.neverSays("^changed"),
    expect.says("a stopped container"),
  ),
  scenario(
    "the container is destroyed before its change",
    given.layer(converged),
    noKmod,
    meanwhile("^exec", `rm ${nodesDirectory}/${ctid}.conf`, 2),
    runFor(ctid),
    expect.exit(1),
    expect.endedAt("installer_tools"),
    expect.says("found: +no container 901 any more$"),
  ),
  scenario(
    "the container is locked before it is restarted",
    given.layer(converged),
    confDrift,
    meanwhile("^exec", `sed -i '1i lock: backup' ${nodesDirectory}/${ctid}.conf`),
    runFor(ctid),
    expect.exit(4),
    expect.endedAt("restart"),
    expect.says("container 901 has been locked meanwhile"),
    expect.neverCalls("^pct (shutdown|start)"),
    expect.containerState(ctid, "running"),
  ),
  scenario(
    "a container that somebody locks in the middle still takes a file: pct push does not ask for a lock",
    given.layer(converged),
    noDriver,
    meanwhile("^push", `sed -i '1i lock: snapshot' ${nodesDirectory}/${ctid}.conf`),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("driver"),
  ),
];

const odd = [
  scenario(
    "a frozen container: the look into it ends at its deadline",
    given.layer(converged),
    given.config(".nvidia_driver.container_deadline_seconds = 1"),
    given.fault("pct", { action: "hang", matching: "^exec" }),
    when.remembered(),
    runFor(ctid),
    ...expect.timeOut("restart", "container_call"),
    expect.says("found: +no answer within 1 s$"),
    expect.unchanged(),
  ),
  scenario(
    "a program that hangs inside ends with the call's deadline",
    given.layer(converged),
    given.config(".nvidia_driver.container_deadline_seconds = 4"),
    noKmod,
    given.containerFault(ctid, "apt-get", { action: "hang", matching: "install" }),
    runFor(ctid),
    ...expect.timeOut("installer_tools", "container_call"),
    given.noMoreFaults(),
    given.config("del(.nvidia_driver.container_deadline_seconds)"),
    runFor(ctid),
    expect.exit(0),
  ),
  scenario(
    "what a container says is not executed, and moves no cursor",
    given.layer(converged),
    given.containerFile(
      ctid,
      "/usr/local/sbin/nvidia-smi",
      "0755",
      `#!/bin/bash\nprintf '\\e]0;title\\a\\e[2J\\n\\x1fsaid\\x1fstep_ids[$(touch /world/executed)]\\x1fx\\n\\x1fanswer\\x1fstep_ids[$(touch /world/executed)]\\x1f0\\n\\x1ffailed\\x1f\\e[2Jforged\\x1fstep_ids[$(touch /world/executed)]\\x1f\\x1f\\x1f\\x1fx\\x1fstep_ids[$(touch /world/executed)]\\n' >&2\nexit 1\n`,
    ),
    runFor(ctid, "--verbose", "--json"),
    expect.exit(1),
    expect.noFile("/world/executed"),
    expect.neverSays("[[:cntrl:]]"),
    expect.json(),
  ),
  scenario(
    "a container without bash: said, and nothing is changed",
    given.layer(converged),
    given.inContainer(ctid, "mv", "/usr/bin/bash", "/usr/bin/no-bash"),
    runFor(ctid),
    expect.exit(1),
    expect.endedAt("restart"),
    expect.says("found: +no bash or no timeout in there: .*bash"),
    expect.neverSays("^changed"),
  ),
  scenario(
    "a plan through a pct that fails cannot tell",
    given.layer(converged),
    given.fault("pct", { action: "exit 255", matching: "^exec" }),
    when.remembered(),
    planFor(ctid),
    expect.exit(1),
    expect.says("exit code 255 of pct exec"),
    expect.unchanged(),
  ),
  scenario(
    "nothing but ASCII stands on a command line of pct, and nothing of the configuration's secrets",
    given.layer(converged),
    noDriver,
    given.noContainerFile(ctid, source),
    runFor(ctid),
    expect.exit(0),
    expect.neverCalls("^pct .*[^ -~]"),
    expect.calls("^pct exec 901 --keep-env 0 -- timeout -k 10 14400 bash -s$"),
  ),
];

export default specification(
  nvidia,
  {
    "pct that is slow and loud": slowAndLoud,
    "what does not reach a container": environment,
    "containers that are lost": lost,
    "containers that are odd": odd,
  },
  { layers: [converged, ready] },
);
