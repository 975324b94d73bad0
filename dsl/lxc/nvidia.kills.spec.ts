import { expect, given, layer, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { cache, keyring, pin, runfile, source } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, ready } = there;
const id = String(ctid);

/*
 * Where a run is killed:
 * - on the host after each step's change (before the next one's nothing is other than that), and before each command that
 *   starts or stops the container, sends it a file or makes a change in it;
 * - inside the container before the commands that write, met through the programs they call;
 * - in the programs that write by themselves, inside and on the host.
 * What does a step's work inside is not the script itself: when the script dies alone it works on, which is met apart.
 */
const boundaries = "@(prove: local|guest: run pct|container: run pct|change_container: call)";

type Place = readonly [command: string, matching: string];

/** Programs on the host. */
const onTheHost: Place[] = [
  ["dd", "conf\\.tmp"],
  ["mv", "901\\.conf"],
  ["pct", "^config"],
  ["pct", "^shutdown"],
  ["pct", "^start"],
  ["pct", "^push"],
  ["gpg", "--dearmor"],
];
/** Programs inside, in the order of the run. */
const inside: Place[] = [
  ["apt-get", "confold.*install.*kmod"],
  ["postinst", "kmod"],
  ["mkdir", `${there.copies}`],
  ["mv", "unfinished-driver"],
  ["nvidia-installer", "@files"],
  ["rm", "unfinished-driver"],
  ["base64", "--decode"],
  ["cp", keyring],
  ["mv", keyring],
  ["mv", source],
  ["mv", pin],
  ["apt-get", "update"],
  ["apt-get", "confold.*install.*cuda-toolkit"],
  ["preinst", "cuda-nvcc"],
  ["postinst", "cuda-nvcc"],
  ["postinst", "config-common"],
];
/** After their work: it is done, and nobody has seen it. */
const afterwards: Place[] = [
  ["mv", "unfinished-driver"],
  ["nvidia-installer", "--silent"],
  ["mv", source],
  ["apt-get", "update"],
  ["apt-get", "confold.*install.*cuda-toolkit"],
];
/** One in each program that works on inside when the script on the host is dead. */
const orphans: Place[] = [
  ["apt-get", "confold.*install.*kmod"],
  ["nvidia-installer", "@files"],
  ["mv", source],
  ["apt-get", "update"],
  ["postinst", "cuda-nvcc"],
];

type Kill = "kill-all" | "after:kill-all" | "kill-script";
const struck = (action: Kill, places: readonly Place[]): Sentence[] =>
  places.map(([command, matching]) => given.fault(command, { call: 1, action, matching }));
const struckInside = (action: Kill, places: readonly Place[]): Sentence[] =>
  places.map(([command, matching]) => given.containerFault(ctid, command, { call: 1, action, matching }));

const sameEnd = [
  expect.exit(0),
  expect.neverSays("^(failed|unknown)"),
  expect.sameAs(converged),
  expect.containerNoFile(ctid, `${there.copies}/unfinished-driver`),
];

/** The user space of an older driver that is replaced. */
const outdated = layer(
  "container 901 with an older user space",
  ...converged.sentences,
  given.containerDriver(ctid, "570.124.06"),
);
const replaced = layer(
  "container 901 with its older user space replaced",
  ...outdated.sentences,
  when.run(id),
  expect.exit(0),
);

const installerCopy = `${there.copies}${runfile.slice(cache.length)}`;

export default specification(
  nvidia,
  {
    "container runs killed at boundaries": [
      scenario(
        "the script is killed after each step, and before each call that changes the container",
        given.layer(ready),
        when.killed(boundaries, "script", "each"),
        when.runThroughKills(id),
        expect.killedAt("^start_guest: "),
        expect.killedAt("^push_to_container: run "),
        expect.killedAt("^change_container: call_inside .* <- cuda_toolkit$"),
        expect.killedAt("^prove: .* <- cuda_toolkit$"),
        ...sameEnd,
      ),
    ],
    "container runs killed in programs of the host": [
      scenario(
        "everything dies before the work of each program of the host",
        given.layer(ready),
        given.inWorld("bash", "-c", `rm -f ${cache}/cuda-*`),
        ...struck("kill-all", onTheHost),
        when.runThroughKills(id),
        expect.kills(onTheHost.length),
        ...sameEnd,
      ),
      scenario(
        "killed when pct has stopped the container: the next run starts it",
        given.layer(ready),
        given.fault("pct", { call: 1, action: "after:kill-all", matching: "^shutdown" }),
        when.run(id),
        expect.exit(137),
        expect.containerState(ctid, "stopped"),
        when.run(id),
        ...sameEnd,
      ),
      scenario(
        "killed when pct has copied the installer: the next run copies it again, and none is left",
        given.layer(ready),
        given.fault("pct", { call: 1, action: "after:kill-all", matching: "^push" }),
        when.run(id),
        expect.exit(137),
        expect.containerFile(ctid, installerCopy, "0600"),
        when.run(id),
        expect.containerNoFile(ctid, installerCopy),
        ...sameEnd,
      ),
    ],
    "container runs killed in programs inside": [
      scenario(
        "everything dies before the work of each program inside",
        given.layer(ready),
        ...struckInside("kill-all", inside),
        when.runThroughKills(id),
        expect.kills(inside.length),
        ...sameEnd,
      ),
    ],
    "container runs killed after programs inside": [
      scenario(
        "everything dies when a program inside has done its work",
        given.layer(ready),
        ...struckInside("after:kill-all", afterwards),
        when.runThroughKills(id),
        expect.kills(afterwards.length),
        ...sameEnd,
      ),
    ],
    "container runs killed while an old user space goes": [
      scenario(
        "everything dies in the midst of the removal of an older user space and of its replacement",
        given.layer(outdated),
        ...struckInside("kill-all", [
          ["nvidia-uninstall", "--silent"],
          ["nvidia-installer", "@uninstalled"],
          ["nvidia-installer", "@files"],
        ]),
        when.runThroughKills(id),
        expect.exit(0),
        expect.kills(3),
        expect.sameAs(replaced),
      ),
    ],
    "container runs killed alone": [
      scenario(
        "the script dies alone, and what it started inside works on to its end before the next run",
        given.layer(ready),
        ...struckInside("kill-script", orphans),
        when.runThroughOrphans(orphans.length, id),
        expect.firstExit(137),
        ...sameEnd,
      ),
      scenario(
        "what a killed run has left working inside is named by the next one, which changes nothing",
        given.layer(ready),
        given.containerFault(ctid, "apt-get", {
          call: 1,
          action: "kill-script",
          matching: "confold.*install.*kmod",
        }),
        given.containerFault(ctid, "postinst", { action: "sleep 3", matching: "kmod" }),
        when.afterAKilledRun(id),
        expect.firstExit(137),
        expect.exit(6),
        expect.says(
          "^failed +another run holds /run/phoenix_hypervisor/container-901\\.lock: process [0-9]+ \\(",
        ),
        expect.says("apt-get .*install.*kmod"),
        expect.says("next: wait until it has ended; what a killed run left working still changes this host"),
        expect.neverSays("^(ok|changed)"),
        given.noMoreFaults(),
        when.run(id),
        ...sameEnd,
      ),
    ],
  },
  { layers: [ready, converged, outdated, replaced] },
);
