import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const lock = "/run/phoenix_hypervisor/host.lock";
const runDirectory = "/run/phoenix_hypervisor/hypervisor_feature_install_nvidia";

const freshHost = [given.host(), given.gpus(2), given.config()];

/** The script dies while apt works, and apt has seconds of work before it. */
const orphanedApt = [
  given.fault("apt-get", { call: 1, action: "kill-script", matching: "confold.*install.*build-essential" }),
  given.fault("postinst", { action: "sleep 3", matching: "make" }),
];

export default specification(
  nvidia,
  {
    "two runs": [
      scenario(
        "of two runs at once one does the work, and the other names it and exits 6",
        ...freshHost,
        // Both find no directory for the lock, and the slower one makes it when it is there.
        given.fault("mkdir", { call: 1, action: "sleep 1", matching: "/run/phoenix_hypervisor$" }),
        when.twiceAtOnce(),
        expect.oneRefused(),
        when.run(),
        expect.exit(0),
        expect.neverSays("^(changed|failed)"),
        expect.sameAs(converged),
      ),
      scenario(
        "a run finds what a killed run has left working, names it, and changes nothing",
        ...freshHost,
        ...orphanedApt,
        when.afterAKilledRun(),
        expect.firstExit(137),
        expect.exit(6),
        expect.says(
          `^failed +another run holds ${lock}: process [0-9]+ \\(.*apt-get .*install.*build-essential`,
        ),
        expect.says("next: wait until it has ended; what a killed run left working still changes this host"),
        expect.neverSays("^(ok|changed)"),
        given.noMoreFaults(),
        when.run(),
        expect.exit(0),
        expect.sameAs(converged),
      ),
      scenario(
        "a plan finds what a killed run has left working, too",
        ...freshHost,
        ...orphanedApt,
        when.afterAKilledRun("--plan"),
        expect.firstExit(137),
        expect.exit(6),
        expect.says(`^failed +another run holds ${lock}: process [0-9]+ \\(.*apt-get `),
        expect.neverSays("^(ok|would|unknown)"),
      ),
      scenario(
        "a plan while a run works exits 6 and writes nothing",
        given.layer(converged),
        given.flockHeld(lock),
        when.remembered(),
        when.plan(),
        expect.exit(6),
        expect.says(`another run holds ${lock}: process [0-9]+ \\(.*hold-lock flock`),
        expect.unchanged(),
      ),
      scenario(
        "a run while another works exits 6 before anything else",
        given.layer(converged),
        given.flockHeld(lock),
        given.recorded("jq", "dpkg-query", "stat"),
        when.remembered(),
        when.run(),
        expect.exit(6),
        expect.neverCalls("."),
        expect.unchanged(),
      ),
      scenario(
        "plans do not disturb each other",
        given.layer(converged),
        when.remembered(),
        when.twiceAtOnce("--plan"),
        expect.exit(0),
        expect.firstExit(0),
        expect.unchanged(),
      ),
      scenario(
        "help, list and version need no lock",
        given.layer(converged),
        given.flockHeld(lock),
        when.run("--list"),
        expect.exit(0),
        when.run("--help"),
        expect.exit(0),
        when.run("--version"),
        expect.exit(0),
      ),
      scenario(
        "what a killed run has left in its directory is cleared, and its lock file stops nobody",
        given.layer(converged),
        given.file(`${runDirectory}/gnupg/left`, "0600", "left"),
        given.file(lock, "0600", "4711\n"),
        when.run(),
        expect.exit(0),
        expect.noFile(`${runDirectory}/gnupg/left`),
        expect.file("/run/phoenix_hypervisor", "0700"),
      ),
      scenario(
        "where no lock file is, a plan makes none",
        ...freshHost,
        when.plan(),
        expect.exit(3),
        expect.noFile(lock),
      ),
    ],
  },
  { layers: [converged] },
);
