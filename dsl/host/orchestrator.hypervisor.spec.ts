import { expect, given, scenario, specification, when } from "../../src/index.ts";
import orchestrator from "./orchestrator.ts";

const unit = "phoenix-orchestrator-resume.service";
const unitFile = `/etc/systemd/system/${unit}`;
const withoutToolkit = given.config(".nvidia_driver.host_toolkit = false");
const heldByNouveau = [given.host(), given.gpus(1, "nouveau"), withoutToolkit];
const setUp = (...options: string[]) => when.run("--setup-hypervisor", ...options);

const features = [
  scenario(
    "the scripts of the host are run, and what they say stands below; a second run changes nothing",
    given.host(),
    given.gpus(1),
    withoutToolkit,
    setUp(),
    expect.exit(0),
    expect.says("^ +hypervisor_feature_install_nvidia \\| changed +driver "),
    expect.says("^done +hypervisor_feature_install_nvidia: .* changed"),
    when.remembered(),
    setUp(),
    expect.exit(0),
    expect.neverSays("changed +driver"),
    expect.unchanged(),
  ),
  scenario(
    "a plan is the scripts' own plan",
    given.host(),
    given.gpus(1),
    withoutToolkit,
    when.remembered(),
    setUp("--plan"),
    expect.exit(3),
    expect.says("\\| would +driver|\\| unknown +driver"),
    expect.unchanged(),
  ),
  scenario(
    "a script that fails ends it, with its exit code",
    given.host(),
    given.config(),
    setUp(),
    expect.exit(4),
    expect.says("\\| failed +gpu"),
  ),
  scenario(
    "Ctrl-C is handed to the script that works, and its end is waited for",
    given.host(),
    given.gpus(1),
    withoutToolkit,
    given.event(
      "modprobe",
      { call: 1 },
      "pkill -INT --oldest --full '^/bin/bash [^ ]*/phoenix_orchestrator.sh'; sleep 1",
    ),
    setUp(),
    expect.exit(130),
    expect.says("\\| failed +.*ended by SIGTERM"),
    expect.says("\\| done"),
    expect.says("^failed +ended by SIGINT"),
    given.noMoreFaults(),
    setUp(),
    expect.exit(0),
  ),
  scenario(
    "options for containers are refused, and those for the host without it",
    given.host(),
    given.config(),
    setUp("--jobs", "2"),
    expect.exit(2),
    when.run("--LetsGo", "--stop-guests"),
    expect.exit(2),
    expect.says("only with --setup-hypervisor: --stop-guests"),
    when.run(),
    expect.exit(2),
    when.run("--LetsGo", "--setup-hypervisor"),
    expect.exit(2),
    when.run("--feature", "dokcer", "901"),
    expect.exit(2),
    expect.says("no feature is called dokcer"),
    when.run("--LetsGo", "--refresh", "901", "--feature", "docker"),
    expect.exit(2),
    expect.says("--refresh is for another run"),
  ),
];

const reboots = [
  scenario(
    "a path that a unit of systemd cannot hold is refused before anything is done for a reboot",
    ...heldByNouveau,
    given.file("/root/my host.json", "0644", "{}\n"),
    when.remembered(),
    setUp("--reboot", "--config", "/root/my host.json"),
    expect.exit(4),
    expect.says("a unit of systemd cannot hold these paths: .*/root/my host\\.json"),
    expect.noStep("runfile"),
  ),
  scenario(
    "a reboot that is needed stops with exit code 10, and the next run goes on",
    ...heldByNouveau,
    setUp(),
    expect.exit(10),
    expect.neverCalls("^systemctl reboot"),
    expect.noFile(unitFile),
    when.rebooted(),
    setUp(),
    expect.exit(0),
    expect.says("\\| changed +driver "),
  ),
  scenario(
    "with --reboot a unit, which the help names, goes on after the boot, once, and takes itself away",
    ...heldByNouveau,
    when.run("--help"),
    expect.says(`^ +with --reboot +${unitFile}`),
    setUp("--reboot"),
    expect.exit(10),
    expect.callsTimes(1, "^systemctl reboot$"),
    expect.fileHas(unitFile, "^ExecStart=.*/phoenix_orchestrator.sh --setup-hypervisor$"),
    when.inWorld("test", "-e", `/etc/systemd/system/multi-user.target.wants/${unit}`),
    expect.exit(0),
    // Run by hand before the boot: nothing of it is taken away.
    setUp(),
    expect.exit(10),
    expect.fileHas(unitFile, "^# asked for in boot "),
    when.rebooted(),
    setUp(),
    expect.exit(0),
    expect.says("going on after the reboot"),
    expect.says("\\| changed +driver "),
    expect.noFile(unitFile),
    expect.noFile(`/etc/systemd/system/multi-user.target.wants/${unit}`),
  ),
];

export default specification(orchestrator, {
  "hypervisor features": features,
  "hypervisor reboots": reboots,
});
