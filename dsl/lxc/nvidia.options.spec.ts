import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { source } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, planFor, runFor } = there;
const script = "/usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_nvidia.sh";
const logs = "/var/log/phoenix_hypervisor";
const journal = `${logs}/phoenix_hypervisor_feature_install_nvidia.jsonl`;
const hostConfigFile = "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json";
const asNobody = (...options: string[]) =>
  when.inWorld("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", script, ...options);

/** What is wrong with the words of the call, and what is said of it. */
const wrong: [string, string[], string][] = [
  ["no CTID", [], "the CTID of the container is missing"],
  ["no CTID beside an option", ["--plan"], "the CTID of the container is missing"],
  ["two CTIDs", ["901", "902"], "unknown option: 902"],
  ["the same CTID twice", ["901", "901"], "unknown option: 901"],
  [
    "a CTID that is a name",
    ["template-gpu"],
    "a CTID is a whole number such as 901, this is not: template-gpu",
  ],
  ["a CTID that is too small", ["99"], "this is not: 99"],
  ["a CTID that begins with 0", ["0901"], "this is not: 0901"],
  ["a CTID that is too long", ["1234567890"], "this is not: 1234567890"],
  ["a CTID with a blank", ["901 "], "this is not: 901 "],
  ["a CTID with a path", ["../901"], "this is not: \\.\\./901"],
  ["a CTID that a shell would execute", ["901;touch /world/executed"], "this is not: 901;touch"],
  ["a CTID that bash would evaluate", ["a[$(touch /world/executed)]"], "this is not: a\\[\\$\\(touch"],
  ["an empty CTID", [""], "unknown option: "],
  ["a negative CTID", ["-901"], "unknown option: -901"],
  ["an option of the host's script", ["901", "--reboot"], "unknown option: --reboot"],
  ["--lxc-config without a file", ["901", "--lxc-config"], "--lxc-config needs a value"],
  [
    "--only with a precondition",
    ["901", "--only", "host_driver"],
    "no step that can be selected is called host_driver",
  ],
];

const telling = [
  ...["--help", "--list", "--version"].map((option) =>
    scenario(
      `${option} needs neither CTID nor root nor configuration`,
      given.host(),
      given.recorded("jq", "dpkg-query", "stat"),
      when.remembered(),
      asNobody(option),
      expect.exit(0),
      expect.says("^(phoenix_hypervisor_feature_install_nvidia|container )"),
      expect.neverCalls("."),
      expect.unchanged(),
    ),
  ),
  scenario(
    "--list tells each step with reason, source and deadline, for machines too",
    given.host(),
    when.run("--list"),
    expect.exit(0),
    expect.says("^driver +The same file as the host's, without the module"),
    expect.says(
      "dsl/lxc/nvidia\\.ts:[0-9]+, deadline nvidia_driver\\.initialization_deadline_seconds, 60 s by default",
    ),
    when.run("901", "--list", "--json"),
    expect.exit(0),
    expect.json(),
    expect.says('^\\{"step": "nvcc", "source": "dsl/lxc/nvidia\\.ts:[0-9]+"'),
  ),
  ...wrong.map(([name, words, message]) =>
    scenario(
      `${name} is wrong usage, said before anything happens`,
      given.host(),
      given.recorded("jq", "dpkg-query", "stat"),
      when.run(...words),
      expect.exit(2),
      expect.says(message),
      expect.says("phoenix_hypervisor_feature_install_nvidia\\.sh <CTID> \\[option…\\]"),
      expect.neverCalls("."),
      expect.noFile("/world/executed"),
      expect.noFile(logs),
    ),
  ),
  scenario(
    "a run by someone else than root is refused",
    given.layer(converged),
    asNobody("901", "--plan"),
    expect.exit(4),
    expect.says("^failed +root is needed"),
    expect.neverCalls("^pct "),
  ),
];

const withoutKmod = there.removedInside("kmod");
const withoutToolkit = there.removedInside(there.toolkit);
const choosing = [
  scenario(
    "options stand before or behind the CTID",
    given.layer(converged),
    when.run("--plan", "901", "--quiet"),
    expect.exit(0),
    expect.neverSays("^ok"),
  ),
  scenario(
    "--only converges its step inside and leaves those after it",
    given.layer(converged),
    withoutKmod,
    withoutToolkit,
    runFor(ctid, "--only", "installer_tools"),
    expect.exit(0),
    expect.step("ok", "passthrough", "restart", "initialization", "devices"),
    expect.step("changed", "installer_tools"),
    expect.step("skipped", "driver", "driver_answers", "cuda_toolkit", "nvcc"),
    expect.containerPackage(ctid, "kmod", "installed"),
    expect.containerPackage(ctid, there.toolkit, "absent"),
  ),
  scenario(
    "--only looks at the steps before, inside too, and one that drifts ends the run",
    given.layer(converged),
    withoutKmod,
    withoutToolkit,
    runFor(ctid, "--only=cuda_toolkit"),
    expect.exit(4),
    expect.says("^failed +installer_tools must hold before cuda_toolkit: expected "),
    expect.says("next: run without --only, or with --from installer_tools"),
    expect.containerPackage(ctid, "kmod", "absent"),
    expect.containerPackage(ctid, there.toolkit, "absent"),
  ),
  scenario(
    "--only for a step of the host changes the conf alone",
    given.layer(converged),
    given.lxcConfig('.lxc_configs."901".gpu_assignment = "0"'),
    withoutKmod,
    runFor(ctid, "--only", "passthrough"),
    expect.exit(0),
    expect.step("changed", "passthrough"),
    expect.step("skipped", ...there.steps.slice(1)),
    expect.confLacks(ctid, "nvidia1|195:1 "),
    expect.containerNode(ctid, "/dev/nvidia1", "ok"),
    expect.neverCalls("^pct (start|shutdown|exec)"),
  ),
  scenario(
    "--from converges its step and those after it",
    given.layer(converged),
    given.noContainerFile(ctid, source),
    withoutToolkit,
    runFor(ctid, "--from", "cuda_repository"),
    expect.exit(0),
    expect.changedOnly("cuda_repository", "cuda_toolkit"),
  ),
  scenario(
    "--from looks at the waits before it, and does not wait",
    given.layer(converged),
    given.containerNode(ctid, "/dev/nvidia0", "never"),
    given.containerRestarted(ctid),
    withoutToolkit,
    runFor(ctid, "--from", "cuda_toolkit"),
    expect.exit(4),
    expect.says("^failed +restart must hold before cuda_toolkit"),
    expect.containerPackage(ctid, there.toolkit, "absent"),
  ),
  scenario(
    "--reinstall where nothing is inherited changes nothing",
    given.layer(converged),
    runFor(ctid, "--reinstall"),
    expect.exit(0),
    expect.neverSays("^(changed|skipped)"),
  ),
];

const [hostFile, lxcFile] = ["/root/host of mine.json", "/root/-lxc.json"];
const writing = [
  scenario(
    "--config and --lxc-config read other files",
    given.layer(converged),
    given.inWorld("mv", hostConfigFile, hostFile),
    given.inWorld("mv", there.lxcConfigFile, lxcFile),
    planFor(ctid, "--config", hostFile, `--lxc-config=${lxcFile}`),
    expect.exit(0),
    planFor(ctid, "--config", hostFile),
    expect.exit(4),
    expect.says(`^failed +the configuration cannot be read: ${there.lxcConfigFile}$`),
    expect.says("next: name another with --lxc-config FILE"),
    planFor(ctid, "--lxc-config", lxcFile),
    expect.exit(4),
    expect.says(`^failed +the configuration cannot be read: ${hostConfigFile}$`),
    expect.says("next: name another with --config FILE"),
  ),
  scenario(
    "--quiet keeps changes and failures, also those from inside",
    given.layer(converged),
    withoutKmod,
    given.containerFault(ctid, "nvidia-smi", { action: "exit 15" }),
    runFor(ctid, "--quiet"),
    expect.exit(1),
    expect.neverSays("^(ok|skipped|note)"),
    expect.step("changed", "installer_tools"),
    expect.step("failed", "driver_answers"),
    expect.says("^ +next: "),
  ),
  scenario(
    "--verbose shows what each command inside says, and the log of the host has it either way",
    given.layer(converged),
    withoutKmod,
    runFor(ctid, "--verbose"),
    expect.exit(0),
    expect.says("Setting up kmod"),
    withoutKmod,
    runFor(ctid),
    expect.exit(0),
    expect.neverSays("Setting up kmod"),
    expect.fileHas(`${logs}/phoenix_hypervisor_feature_install_nvidia.log`, "  Setting up kmod"),
  ),
  scenario(
    "--diff shows what changes in the conf, and a plan with it changes nothing",
    given.layer(converged),
    given.lxcConfig('.lxc_configs."901".gpu_assignment = "0"'),
    when.remembered(),
    planFor(ctid, "--diff"),
    expect.exit(3),
    expect.says("^ *-lxc\\.mount\\.entry: /dev/nvidia1 dev/nvidia1 "),
    expect.says("^ *-lxc\\.cgroup2\\.devices\\.allow: c 195:1 rw$"),
    expect.neverSays("^ *[+-]lxc\\.mount\\.entry: /dev/nvidia0 "),
    expect.unchanged(),
  ),
  scenario(
    "--diff shows what changes in a file inside",
    given.layer(converged),
    given.inContainer(ctid, "sed", "--in-place", "s/debian12/debian11/", source),
    runFor(ctid, "--diff"),
    expect.exit(0),
    expect.says("^ *-URIs: file:/srv/cuda/repos/debian11/"),
    expect.says("^ *\\+URIs: file:/srv/cuda/repos/debian12/"),
  ),
  scenario(
    "--json stays JSON whatever is said inside, and so does the journal",
    given.layer(converged),
    withoutKmod,
    runFor(ctid, "--json"),
    expect.exit(0),
    expect.json(),
    expect.says('^\\{"step": "installer_tools", "result": "changed", '),
    expect.says('^\\{"step": "nvcc", "result": "ok", .*"seconds": [0-9]+\\}$'),
    given.containerFault(ctid, "nvidia-smi", { action: "garbage" }),
    runFor(ctid, "--json"),
    expect.exit(1),
    expect.json(),
    when.inWorld("jq", "--compact-output", "objects", journal),
    expect.exit(0),
    expect.json(),
  ),
];

export default specification(
  nvidia,
  { "words of the call": telling, "options that choose": choosing, "options that write": writing },
  { layers: [converged] },
);
