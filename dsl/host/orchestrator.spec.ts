import { expect, given, scenario, specification, when } from "../../src/index.ts";
import orchestrator from "./orchestrator.ts";

/** Containers that are declared so, and no others. */
export const declared = (containers: Record<string, object>) =>
  given.lxcConfig(JSON.stringify({ lxc_configs: containers }));
/** No feature, so that the steps of the orchestrator stand alone. */
const alone = { "950": { name: "alone" } };
export const stopped = [
  given.host(),
  given.config(),
  declared(alone),
  given.container(950, { state: "stopped" }),
];
const withBase = { "900": { name: "base", features: ["base_setup"] } };

const operations = [
  scenario(
    "a container is brought to its settings, started, and then left alone, without a call of pct",
    ...stopped,
    declared({ "950": { name: "alone", memory_mb: 2048, cores: 2, start_at_boot: true } }),
    when.run("--LetsGo"),
    expect.exit(0),
    expect.changedOnly("settings", "running"),
    expect.confHas(950, "hostname: alone", "memory: 2048", "cores: 2", "onboot: 1"),
    expect.containerState(950, "running"),
    expect.says("950 +alone +changed .* settings running$"),
    when.remembered(),
    when.run("--LetsGo"),
    expect.exit(0),
    expect.step("ok", "definition", "settings", "passthrough", "running", "features"),
    expect.neverCalls("^pct"),
    expect.says("950 +alone +ok"),
    expect.unchanged(),
  ),
  scenario(
    "its features are run in the order of their declaration, and what they say stands below",
    given.host(),
    given.config(),
    declared({ "900": { features: ["base_setup", "python_api_service"] } }),
    given.container(900),
    when.run("900"),
    expect.exit(0),
    expect.step("changed", "features"),
    expect.says("900 base_setup \\| changed +packages"),
    expect.says("900 python_api_service \\| changed +packages"),
    expect.containerPackage(900, "python3-venv", "installed"),
    expect.says("900 +changed .*features \\(base_setup python_api_service\\)"),
    when.run("900"),
    expect.exit(0),
    expect.step("ok", "features"),
    // One for each feature: what the orchestrator asks itself costs none.
    expect.pctExecs(2),
    expect.callsTimes(2, "^pct"),
  ),
  scenario(
    "of the features only the named one is run",
    given.host(),
    given.config(),
    declared({ "900": { features: ["base_setup", "python_api_service"] } }),
    given.container(900),
    when.run("900", "--feature", "python_api_service"),
    expect.exit(0),
    expect.says("python_api_service \\|"),
    expect.neverSays("base_setup \\|"),
  ),
  scenario(
    "a plan says what a run then does, and writes nothing",
    given.host(),
    given.config(),
    declared(withBase),
    given.container(900, { state: "stopped" }),
    when.remembered(),
    when.plan("--LetsGo"),
    expect.exit(3),
    expect.step("would", "settings"),
    expect.step("unknown", "running", "features"),
    expect.unchanged(),
    when.run("--LetsGo"),
    expect.exit(0),
    expect.changedOnly("settings", "running", "features"),
  ),
  scenario(
    "a machine reads one object a line, with the container of each step",
    ...stopped,
    when.run("--LetsGo", "--json"),
    expect.exit(0),
    expect.json(),
    expect.says('"step": "running", "result": "changed", .*"container": "950"'),
    expect.says('"container": "950", "result": "changed"'),
  ),
];

const refusals = [
  scenario(
    "what is no order, no feature or no container is refused at once, before any change",
    given.host(),
    given.config(),
    declared({
      "900": { clone_from_ctid: "902" },
      "901": { clone_from_ctid: "900", features: ["dokcer"] },
      "902": { clone_from_ctid: "901" },
      "903": { dependencies: ["1002"], features: ["python_api_service"] },
    }),
    when.remembered(),
    when.run("--LetsGo"),
    expect.exit(4),
    expect.says(
      "lxc_configs.9[0-9]{2}: found 900 902 901 900 again|902 901 900 902 again|901 900 902 901 again",
    ),
    expect.says("lxc_configs.901.features: found dokcer, expected features that have a script"),
    expect.says("903 depends on 1002, which is no container of this configuration: left alone"),
    expect.neverCalls("^pct"),
    expect.unchanged(),
  ),
  scenario(
    "a problem in any container is told with its path",
    given.host(),
    given.config(),
    declared({ "900": { memory_mb: "2 GB" }, "901": { clone_from_ctid: "800" } }),
    when.run("--LetsGo"),
    expect.exit(4),
    expect.says('lxc_configs.900.memory_mb: found "2 GB", expected a whole number'),
    expect.says('lxc_configs.901.clone_from_ctid: found "800", expected a container in lxc_configs'),
  ),
  scenario(
    "a container that is not declared is not touched",
    ...stopped,
    when.run("951"),
    expect.exit(4),
    expect.says("container 951 is not in the configuration"),
  ),
  scenario(
    "preconditions of all containers are told before the first change to any",
    ...stopped,
    declared({ ...alone, "951": { name: "new", template: "/var/lib/vz/template/cache/none.tar.zst" } }),
    when.run("--LetsGo"),
    expect.exit(4),
    expect.step("failed", "definition"),
    expect.says("found: +no such file"),
    expect.containerState(950, "stopped"),
  ),
];

const failures = [
  scenario(
    "a container that fails does not take down its siblings; what comes after it is not tried",
    given.host(),
    given.config(),
    declared({ "950": {}, "951": {}, "952": { dependencies: ["950"] } }),
    given.container(950, { state: "stopped" }),
    given.container(951, { state: "stopped" }),
    given.container(952, { state: "stopped" }),
    given.containerBroken(950),
    when.run("--LetsGo"),
    expect.exit(1),
    expect.says("950 +failed"),
    expect.says("951 +changed .* running"),
    expect.says("952 +not tried .*container 950 is not as declared"),
    expect.containerState(951, "running"),
    expect.containerState(952, "stopped"),
  ),
  scenario(
    "a feature that fails ends its container, with its exit code",
    given.host(),
    given.config(),
    declared({ "900": { features: ["base_setup", "python_api_service"] } }),
    given.container(900),
    given.containerFault(900, "apt-get", { action: "exit 100", matching: "install" }),
    when.run("900"),
    expect.exit(1),
    expect.step("failed", "features"),
    expect.neverSays("python_api_service \\|"),
  ),
  scenario(
    "two runs at once: one works, and the other names it",
    ...stopped,
    when.twiceAtOnce("--LetsGo"),
    expect.oneRefused(),
  ),
  scenario(
    "killed anywhere, and run again",
    ...stopped,
    declared({ "950": { name: "alone", memory_mb: 2048, lxc_options: ["lxc.cap.drop: sys_module"] } }),
    when.killed("@(converge: prove|converge_drift: apply)*", "all", "each"),
    when.runThroughKills("--LetsGo"),
    expect.exit(0),
    expect.containerState(950, "running"),
    expect.confHas(950, "memory: 2048", "lxc.cap.drop: sys_module"),
  ),
];

export default specification(orchestrator, { operations, refusals, failures });
