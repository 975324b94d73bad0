import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** Commands that would change the host, or bring a driver to life that sleeps. */
const neverInAPlan =
  "^(modprobe|rmmod|update-initramfs|nvidia-modprobe|nvidia-installer|dkms|systemctl|reboot|update-alternatives|gpg|cp|mv|rm) |^apt-get .*(update|confold)|^pct (shutdown|stop)|^wget .*--output-document";

const recorded = given.recorded("apt-get", "gpg", "cp", "mv", "rm", "wget", "update-alternatives");

interface Start {
  readonly name: string;
  readonly given: readonly (Sentence | readonly Sentence[])[];
  readonly options?: readonly string[];
  /** How the run after the plan ends. */
  readonly exit?: 0 | 10;
  readonly after?: readonly Sentence[];
}

/** A plan writes nothing and wakes nothing; the run after it does what it said and no more. */
const planThenRun = ({ name, given: start, options = [], exit = 0, after = [] }: Start) =>
  scenario(
    name,
    ...start,
    recorded,
    when.remembered(),
    when.plan(...options),
    expect.exit(3),
    expect.neverCalls(neverInAPlan),
    expect.neverSays("^(changed|failed)"),
    expect.unchanged(),
    when.run(...options),
    expect.exit(exit),
    ...after,
    expect.planKept(),
  );

const fresh = [given.host(), given.gpus(2), given.config()];
const shell = (command: string) => given.inWorld("bash", "-c", command);
const consent = ".nvidia_driver.purge_existing = true";

const wholeHosts: Start[] = [
  { name: "a fresh host", given: fresh },
  {
    name: "a fresh host without toolkit",
    given: [...fresh, given.config(".nvidia_driver.host_toolkit = false")],
  },
  {
    name: "nouveau holds the GPU",
    given: [given.host(), given.gpus(1, "nouveau"), given.config()],
    exit: 10,
    after: [when.rebooted(), when.run(), expect.exit(0)],
  },
  {
    name: "a driver of the distribution, with consent",
    given: [...fresh, given.config(consent), given.installed("nvidia-driver")],
  },
  { name: "an older driver by .run is loaded", given: [...fresh, given.driverLoaded("570.124.06")] },
  {
    name: "an older driver is in use by a container that may be stopped",
    given: [...fresh, given.driverLoaded("570.124.06"), given.guest(901, "running", "dev0: /dev/nvidia0")],
    options: ["--stop-guests"],
  },
];

/** One thing is amiss on a converged host. */
const drifts: [string, Sentence][] = [
  ["the cached .run is gone", shell("rm /usr/local/phoenix_hypervisor/cache/*.run")],
  ["a build tool is gone", given.inWorld("dpkg", "--remove", "--force-depends", "pkg-config")],
  // Its initramfs is newer still: only the pending change tells that it has to be made again.
  [
    "nouveau was allowed long ago",
    shell("cd /etc/modprobe.d; echo >phoenix-nouveau.conf; touch --date=2001-01-01 phoenix-nouveau.conf"),
  ],
  ["the initramfs is older", given.inWorld("touch", "--date=2001-01-01", "/boot/initrd.img-6.8.12-9-pve")],
  ["a library of the driver is gone", given.noFile("/usr/lib/x86_64-linux-gnu/libcuda.so.580.76.05")],
  ["the module is not loaded", given.inWorld("rmmod", "nvidia_uvm")],
  ["a node is gone", given.noFile("/dev/nvidia1")],
  ["the unit is edited", given.file("/etc/systemd/system/phoenix-nvidia-nodes.service", "0644", "[Unit]\n")],
  ["the list is edited", given.file("/etc/apt/sources.list.d/phoenix-cuda.sources", "0644", "Types: deb\n")],
  ["the keyring is empty", given.file("/usr/share/keyrings/phoenix-cuda.gpg", "0644")],
  ["the toolkit is gone", given.inWorld("dpkg", "--remove", "--force-depends", "cuda-toolkit-12-8")],
  ["/usr/local/cuda leads elsewhere", given.inWorld("ln", "-sfn", "/nowhere", "/usr/local/cuda")],
];

export default specification(
  nvidia,
  {
    "a plan and its run: whole hosts": wholeHosts.map((start) =>
      planThenRun({ ...start, name: `a plan is kept: ${start.name}` }),
    ),
    "a plan and its run: drifts": drifts.map(([name, drift]) =>
      planThenRun({ name: `a plan is kept: ${name}`, given: [given.layer(converged), drift] }),
    ),
    "what a plan says": [
      scenario(
        "a plan asks a sleeping driver nothing",
        given.layer(converged),
        given.inWorld("rmmod", "nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia"),
        when.plan(),
        expect.exit(3),
        expect.step("would", "modules"),
        expect.step("unknown", "device_nodes", "driver_answers"),
        expect.neverCalls("^nvidia-smi"),
      ),
      scenario(
        "a plan asks a driver that is awake",
        given.layer(converged),
        when.plan(),
        expect.exit(0),
        expect.callsTimes(1, "^nvidia-smi"),
        expect.says("^done +[0-9]+ ok in [0-9]+ s$"),
      ),
      scenario(
        "--dry-run is another name for --plan",
        ...fresh,
        when.remembered(),
        when.run("--dry-run"),
        expect.exit(3),
        expect.step("would", "runfile"),
        expect.unchanged(),
      ),
      scenario(
        "--json gives one object a line, and each step is among them",
        ...fresh,
        when.plan("--json"),
        expect.exit(3),
        expect.json(),
        expect.says('^\\{"step": "runfile", "result": "would", '),
        expect.says('^\\{"step": "driver_answers", "result": "unknown", '),
        expect.says('^\\{"event": "end", "exit": 3, '),
      ),
      scenario(
        "--diff shows what is there and what would be",
        given.layer(converged),
        given.file("/etc/modprobe.d/phoenix-nouveau.conf", "0644", "blacklist nouveau\nan old line\n"),
        when.plan("--diff"),
        expect.exit(3),
        expect.says("^-an old line$"),
        expect.says("^\\+options nouveau modeset=0$"),
        expect.says("^\\+\\+\\+ /etc/modprobe.d/phoenix-nouveau.conf \\(wanted\\)"),
        when.plan(),
        expect.neverSays("an old line"),
      ),
      scenario(
        "--diff shows a file that is to come, and a run with it does the same",
        given.layer(converged),
        given.noFile("/etc/modules-load.d/phoenix-nvidia.conf"),
        when.plan("--diff"),
        expect.says("^\\+nvidia_uvm$"),
        when.run("--diff"),
        expect.exit(0),
        expect.says("^\\+nvidia_uvm$"),
        expect.changedOnly("modules_at_boot"),
      ),
      scenario(
        "a plan tells expected and found of each step that would change",
        given.layer(converged),
        given.inWorld("dpkg", "--remove", "--force-depends", "pkg-config"),
        when.plan(),
        expect.says(
          "^ +expected: installed: build-essential dkms pkg-config gnupg; found: missing: pkg-config$",
        ),
      ),
      scenario(
        "a plan where a precondition fails says so, exits 4 and writes nothing",
        given.host(),
        given.config(),
        when.remembered(),
        when.plan(),
        expect.exit(4),
        expect.step("failed", "gpu"),
        expect.unchanged(),
      ),
    ],
  },
  { layers: [converged] },
);
