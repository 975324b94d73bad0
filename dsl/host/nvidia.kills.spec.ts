import { expect, given, layer, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/*
 * Where a run is killed, taken from a trace of all its commands:
 * - at each step boundary: just before each `apply_*` and just after it;
 * - before each command of the script that writes, `run` of another program included (it starts a ticker), so that
 *   every state between two writes (temporary file without its name, keyring without list) is met;
 * - inside the programs that write by themselves, at each of their fault points; what they have done at their end is
 *   there at the script's next write.
 * A run goes on by state, so the kills of one world follow each other: each run must get past the last kill to meet the
 * next one, and the last run must come to the same end as an undisturbed one. At a command of the script no child is at
 * work, so there the script alone and the whole group are the same; inside a program they are not, and both are met.
 */
const boundaries = "@(apply_*: [a-z]|prove: local)";
const writes = ": @(rm|mv|cp|chmod|chown|mkdir|: >|printf '%s' \"$3\" >|start_ticker)";

/** Nothing may be lost between an old driver and its replacement. */
const removals = "@(unload_modules|purge_foreign_driver|run_installer): [a-z]";

const withoutToolkit = ".nvidia_driver.host_toolkit = false";

/** The first half of the way, so that the second can be taken alone. */
const driverOnly = layer(
  "driver only",
  given.gpus(2),
  given.config(withoutToolkit),
  when.run(),
  expect.exit(0),
);

/** A driver of the distribution that has been replaced with consent. */
const replaced = layer(
  "distribution's driver replaced",
  given.gpus(2),
  given.config(".nvidia_driver.purge_existing = true"),
  given.installed("nvidia-driver"),
  when.run(),
  expect.exit(0),
);

/** Inside each program that changes the host: before its work, and in its midst where the world can strike there. */
const inPrograms: [string, string][] = [
  ["apt-get", "confold.*install.*build-essential"],
  ["preinst", "pkg-config"],
  ["postinst", "dkms"],
  ["postinst", "gnupg"],
  ["apt-get", "confold.*install.*headers"],
  ["postinst", "proxmox-headers"],
  ["update-initramfs", "-u"],
  ["NVIDIA-Linux-x86_64-580.76.05.run", "--silent"],
  ["nvidia-installer", "@build"],
  ["nvidia-installer", "@uninstalled"],
  ["nvidia-installer", "@files"],
  ["nvidia-installer", "@modules"],
  ["dkms", "install.*6.8.12-9-pve"],
  ["dkms", "install.*6.8.12-13-pve"],
  ["systemctl", "enable"],
  ["modprobe", "--all"],
  ["nvidia-modprobe", "^-c"],
  ["nvidia-modprobe", "^-u"],
  ["gpg", "--dearmor"],
  ["apt-get", "update"],
  ["apt-get", "confold.*install.*cuda-toolkit"],
  ["preinst", "cuda-nvcc"],
  ["postinst", "cuda-nvcc"],
  ["postinst", "config-common"],
];

const struck = (action: "kill-all" | "after:kill-all" | "kill-script", places: [string, string][]) =>
  places.map(([command, matching]) => given.fault(command, { call: 1, action, matching }));

/** One in each program that works on when its run is dead: what the orphan does then meets no second fault. */
const orphans: [string, string][] = [
  ["postinst", "dkms"],
  ["apt-get", "confold.*install.*headers"],
  ["update-initramfs", "-u"],
  ["nvidia-installer", "@uninstalled"],
  ["dkms", "install.*6.8.12-13-pve"],
  ["systemctl", "enable"],
  ["modprobe", "--all"],
  ["nvidia-modprobe", "^-c"],
  ["nvidia-modprobe", "^-u"],
  ["apt-get", "update"],
  ["postinst", "config-common"],
];

const freshHost = [given.host(), given.gpus(2), given.config()];
const sameEnd = [expect.exit(0), expect.neverSays("^(failed|unknown)"), expect.sameAs(converged)];

export default specification(
  nvidia,
  {
    "killed at boundaries": [
      scenario(
        "killed alone before and after each step, again and again",
        ...freshHost,
        when.killed(boundaries, "script", "each"),
        when.runThroughKills(),
        expect.killedAt("^apply_runfile: "),
        expect.killedAt("^prove: .* <- cuda_toolkit$"),
        expect.kills(24),
        ...sameEnd,
      ),
      scenario(
        "killed with all it started, in the midst of a download",
        ...freshHost,
        given.config('.nvidia_driver.runfile_url |= sub("file:/srv"; "http://127.0.0.1:8080")'),
        given.mirror("kill-all /NVIDIA-Linux-x86_64-580.76.05.run"),
        when.run(),
        expect.exit(137),
        expect.file("/usr/local/phoenix_hypervisor/cache/NVIDIA-Linux-x86_64-580.76.05.run.part", "0644"),
        given.mirror(),
        when.run(),
        expect.step("changed", "runfile", "driver", "cuda_toolkit"),
        given.config('.nvidia_driver.runfile_url |= sub("http://127.0.0.1:8080"; "file:/srv")'),
        ...sameEnd,
      ),
    ],
    "killed before each write": [
      scenario(
        "the driver's half of a fresh host",
        given.host(),
        given.gpus(2),
        given.config(withoutToolkit),
        when.killed(writes, "all", "each"),
        when.runThroughKills(),
        expect.killedAt("fetch_pinned: mv"),
        expect.killedAt("^run: .* <- sh "),
        expect.exit(0),
        expect.sameAs(driverOnly),
      ),
    ],
    "killed before each write of the toolkit": [
      scenario(
        "the toolkit's half",
        given.layer(driverOnly),
        given.config("del(.nvidia_driver.host_toolkit)"),
        when.killed(writes, "all", "each"),
        when.runThroughKills(),
        expect.killedAt("replace_with_copy: mv"),
        ...sameEnd,
      ),
    ],
    "killed while an old driver goes": [
      scenario(
        "a driver of the distribution is being replaced, and everything dies at each command of it",
        given.host(),
        given.gpus(2),
        given.config(".nvidia_driver.purge_existing = true"),
        given.installed("nvidia-driver"),
        ...struck("kill-all", [
          ["prerm", "nvidia-kernel-dkms"],
          ["prerm", "libcuda1"],
        ]),
        when.killed(removals, "all", "each"),
        when.runThroughKills(),
        expect.killedAt("purge_foreign_driver: apt_get"),
        expect.killedAt("run_installer: "),
        expect.exit(0),
        expect.sameAs(replaced),
      ),
      scenario(
        "an older .run that is loaded is being replaced, and everything dies at each command of it",
        ...freshHost,
        given.driverLoaded("570.124.06"),
        ...struck("after:kill-all", [["rmmod", "nvidia_uvm"]]),
        when.killed(removals, "all", "each"),
        when.runThroughKills(),
        expect.killedAt("^unload_modules: "),
        ...sameEnd,
      ),
    ],
    "killed inside programs": [
      scenario(
        "everything dies before or in the midst of the work of each program",
        ...freshHost,
        ...struck("kill-all", inPrograms),
        when.runThroughKills(),
        expect.kills(inPrograms.length),
        ...sameEnd,
      ),
    ],
    "killed alone inside programs": [
      scenario(
        "the script dies alone, and what it started works on to its end before the next run",
        ...freshHost,
        ...struck("kill-script", orphans),
        when.runThroughOrphans(orphans.length),
        expect.firstExit(137),
        ...sameEnd,
      ),
    ],
  },
  { layers: [converged, driverOnly, replaced] },
);
