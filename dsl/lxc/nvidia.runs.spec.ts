import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, ready, runFor, planFor, removedInside } = there;
const id = String(ctid);
const other = "950";

const bin = "/usr/local/phoenix_hypervisor/bin";
const script = `${bin}/lxc_setup/phoenix_hypervisor_feature_install_nvidia.sh`;
const hostScript = `${bin}/hypervisor_setup/hypervisor_feature_install_nvidia.sh`;
const locks = "/run/phoenix_hypervisor";
const log = "/var/log/phoenix_hypervisor/phoenix_hypervisor_feature_install_nvidia.log";
const journal = log.replace(/log$/, "jsonl");
const noKmod = removedInside("kmod");

/** What is said where another run holds the lock of this file. */
const names = (lock: string, who = "") =>
  expect.says(`^failed +another run holds ${locks}/${lock}: process [0-9]+ \\(.*${who}`);

/** A run of the host's script or of a container's, while the shell text is run in the background. */
const beside = (background: string, ...command: string[]) =>
  when.inWorld(
    "bash",
    "-c",
    `${background} & until [[ -e /root/begun ]]; do sleep 0.05; done; "$@"; code=$?; wait; exit "$code"`,
    "-",
    ...command,
  );

/** Apt in this container says that it has begun, and then takes its time. */
const slowApt = (container: number) =>
  given.event("pct", { call: 2, matching: `^exec ${container}` }, "touch /root/begun; sleep 2");

export default specification(
  nvidia,
  {
    "runs for containers at once": [
      scenario(
        "of two runs for one container one does the work, and the other names it and exits 6",
        given.layer(converged),
        noKmod,
        given.containerFault(ctid, "postinst", { action: "sleep 1", matching: "kmod" }),
        when.twiceAtOnce(id),
        expect.oneRefused(),
        expect.containerPackage(ctid, "kmod", "installed"),
        runFor(ctid),
        expect.exit(0),
        expect.neverSays("^(changed|failed)"),
      ),
      scenario(
        "a plan on a terminal, where nobody has run before, says its steps and nothing else",
        given.layer(converged),
        given.inWorld("rm", "-r", locks),
        when.inWorld("script", "--quiet", "--return", "--command", `${script} ${id} --plan`, "/dev/null"),
        expect.exit(0),
        expect.neverSays("redirect|line [0-9]"),
      ),
      scenario(
        "runs for two containers work side by side",
        given.layer(converged),
        noKmod,
        given.container(Number(other), { gpus: [0] }),
        slowApt(ctid),
        beside(`${script} ${id} >/root/first 2>&1`, script, other, "--only", "devices"),
        expect.exit(0),
        expect.says("^ok +devices"),
        given.noMoreFaults(),
        runFor(ctid),
        expect.exit(0),
        expect.neverSays("^changed"),
      ),
      scenario(
        "while a run for a container works, the script of the host exits 6 and names it",
        given.layer(converged),
        noKmod,
        slowApt(ctid),
        beside(`${script} ${id} >/root/first 2>&1`, hostScript),
        expect.exit(6),
        names("host.lock", "phoenix_hypervisor_feature_install_nvidia\\.sh 901"),
        expect.neverSays("^(ok|changed|would)"),
        expect.containerPackage(ctid, "kmod", "installed"),
      ),
      scenario(
        "while the script of the host works, a run for a container exits 6 before it does anything",
        given.layer(converged),
        given.flockHeld(`${locks}/host.lock`),
        given.recorded("jq", "stat"),
        when.remembered(),
        runFor(ctid),
        expect.exit(6),
        names("host.lock", "hold-lock flock"),
        expect.neverCalls("."),
        expect.unchanged(),
        planFor(ctid),
        expect.exit(6),
        expect.neverCalls("."),
        expect.unchanged(),
      ),
      scenario(
        "a plan beside a run for the same container exits 6, for another container it looks",
        given.layer(converged),
        given.container(Number(other), { gpus: [0] }),
        given.flockHeld(`${locks}/container-901.lock`),
        when.remembered(),
        planFor(ctid),
        expect.exit(6),
        names("container-901.lock"),
        planFor(Number(other)),
        expect.exit(3),
        expect.says("^ok +devices"),
        expect.unchanged(),
      ),
      scenario(
        "plans for one container do not disturb each other",
        given.layer(converged),
        when.remembered(),
        when.twiceAtOnce(id, "--plan"),
        expect.exit(0),
        expect.firstExit(0),
        expect.unchanged(),
      ),
      scenario(
        "what works on inside, though nobody on the host knows of it, is named and nothing is changed",
        given.layer(converged),
        noKmod,
        given.flockHeld(`/world/ct/${ctid}/root${locks}/container.lock`),
        when.remembered(),
        runFor(ctid),
        expect.exit(6),
        expect.says(`another run holds ${locks}/container\\.lock: process [0-9]+ \\(.*hold-lock flock`),
        expect.neverSays("^changed"),
        expect.unchanged(),
        planFor(ctid),
        expect.exit(6),
        expect.unchanged(),
      ),
      scenario(
        "locks that a killed run has left stop nobody, and its directory inside is cleared",
        given.layer(converged),
        noKmod,
        given.file(`${locks}/container-901.lock`, "0600", "4711\n"),
        given.containerFile(ctid, `${locks}/phoenix_hypervisor_feature_install_nvidia/left`, "0600", "left"),
        runFor(ctid),
        expect.exit(0),
        expect.changedOnly("installer_tools"),
        expect.containerNoFile(ctid, `${locks}/phoenix_hypervisor_feature_install_nvidia`),
        expect.noFile(`${locks}/phoenix_hypervisor_feature_install_nvidia-901`),
        expect.file(locks, "0700"),
      ),
    ],
    "what a run for a container tells": [
      scenario(
        "--verbose shows what commands inside say, while they say it",
        given.layer(converged),
        noKmod,
        given.config(".nvidia_driver.container_deadline_seconds = 3"),
        given.containerFault(ctid, "postinst", { action: "hang", matching: "kmod" }),
        runFor(ctid, "--verbose"),
        expect.timeOut("installer_tools", "container_call"),
        expect.says("^Unpacking kmod"),
        given.config("del(.nvidia_driver.container_deadline_seconds)"),
        given.noMoreFaults(),
        runFor(ctid),
        expect.exit(0),
        expect.neverSays("Unpacking|Setting up"),
      ),
      scenario(
        "the log holds what was said and run inside, for root alone",
        given.layer(converged),
        noKmod,
        runFor(ctid),
        expect.exit(0),
        expect.fileHas(log, "start: 0\\.1\\.0 from dsl/lxc/nvidia\\.ts, container 901$"),
        expect.fileHas(log, "inside container 901: look_inside restart "),
        expect.fileHas(log, "run: apt-get install .* kmod$"),
        expect.fileHas(log, "  Setting up kmod"),
        expect.fileHas(log, "changed +installer_tools"),
        expect.file(log, "0640"),
      ),
      scenario(
        "--json and the journal are objects line by line, of a run that fails inside too",
        given.layer(converged),
        noKmod,
        given.containerFault(ctid, "apt-get", { action: "garbage", matching: "install" }),
        runFor(ctid, "--json"),
        expect.exit(1),
        expect.json(),
        expect.says('^{"step": "installer_tools", "result": "failed"'),
        expect.says('"event": "end", "exit": 1'),
        when.inWorld("cat", journal),
        expect.json(),
      ),
      scenario(
        "a run is told of its own container alone: plan, quiet and list",
        given.layer(converged),
        planFor(ctid, "--json"),
        expect.exit(0),
        expect.json(),
        runFor(ctid, "--quiet"),
        expect.exit(0),
        expect.neverSays("^(ok|note|skipped)"),
        runFor(ctid, "--list"),
        expect.exit(0),
        expect.says("^restart +Proxmox reads"),
        expect.neverCalls("."),
      ),
      scenario(
        "a failure inside is in the log with the words of its command",
        given.layer(ready),
        given.containerFault(ctid, "postinst", { action: "exit 1", matching: "kmod" }),
        runFor(ctid),
        expect.exit(1),
        expect.fileHas(log, "  dpkg: error processing package kmod"),
        expect.fileHas(log, "failed +installer_tools"),
      ),
    ],
  },
  { layers: [converged, ready] },
);
