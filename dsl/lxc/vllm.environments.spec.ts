import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../feature-world.ts";
import { converged, convergedLayer, fresh, freshLayer, section, shellInside, world } from "../vllm-world.ts";
import vllm from "./vllm.ts";

const { ctid, runIt } = there;

const configFile = "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json";
const releases = "/opt/vllm.releases";
const packages = "/opt/vllm/lib/python3.11/site-packages";
const shell = (command: string) => given.inWorld("bash", "-c", command);
const mirror = "http://mirror.example:8080";
/** Another lock file than the one that the container has. */
const lockedBy = (file: string) => [
  section(`.requirements = "file:${file}"`),
  shell(
    `jq --arg sum "$(sha256sum <${file} | cut --delimiter=' ' --fields=1)" '.vllm.requirements_sha256 = $sum' ${configFile} >/root/config && cp /root/config ${configFile}`,
  ),
];
const later = lockedBy("/srv/vllm-0.11.0-requirements.txt");

const environments = [
  scenario(
    "a fresh container gets exactly the locked packages, and the copy of the lock file is gone",
    fresh,
    runIt(),
    expect.exit(0),
    expect.containerFile(ctid, `${packages}/vllm-0.10.2.dist-info/METADATA`, "0644"),
    expect.containerFile(ctid, `${packages}/torch-2.8.0.dist-info/METADATA`, "0644"),
    expect.containerNoFile(ctid, "/var/lib/phoenix_hypervisor/brought"),
  ),
  scenario(
    "the same from an index by URL, which needs no certificate since each wheel has its sha256",
    fresh,
    section(`.python_index = "${mirror}/pypi/simple"`),
    given.mirror(),
    runIt(),
    expect.exit(0),
    expect.changedOnly(...world.changing),
    expect.containerFile(ctid, `${packages}/vllm-0.10.2.dist-info/METADATA`, "0644"),
  ),
  scenario(
    "another lock file: a new environment replaces the old one as a whole, and the server is started anew",
    converged,
    ...later,
    there.planIt(),
    expect.exit(3),
    expect.step("would", "environment"),
    expect.step("unknown", "release", "service", "health"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("environment", "service"),
    expect.containerFile(ctid, `${packages}/vllm-0.11.0.dist-info/METADATA`, "0644"),
    expect.containerNoFile(ctid, `${packages}/vllm-0.10.2.dist-info`),
    shellInside(`[[ $(ls ${releases} | wc --lines) == 1 ]]`),
    expect.planKept(),
  ),
  scenario(
    "environment: a package that somebody has removed is installed again",
    converged,
    shellInside(`rm -r ${packages}/torch-2.8.0.dist-info`),
    runIt(),
    expect.exit(0),
    expect.step("changed", "environment", "service"),
    expect.containerFile(ctid, `${packages}/torch-2.8.0.dist-info/METADATA`, "0644"),
  ),
  ...[
    {
      name: "an environment of another interpreter",
      command: "cd /opt/vllm/lib && mv python3.11 python3.10",
    },
    { name: "a record that is empty", command: ": >/opt/vllm/.phoenix-release" },
  ].map(({ name, command }) =>
    scenario(
      `environment: ${name} would be replaced`,
      converged,
      shellInside(command),
      there.planIt(),
      expect.exit(3),
      expect.step("would", "environment"),
    ),
  ),
  scenario(
    "a wheel with another sha256 than the lock file's is refused by pip, and the environment in use stays",
    converged,
    shell("sed 's/sha256:./sha256:0/; s/0.10.2/0.11.0/' /srv/vllm-0.11.0-requirements.txt >/srv/wrong.txt"),
    ...lockedBy("/srv/wrong.txt"),
    runIt(),
    expect.exit(1),
    expect.endedAt("environment"),
    expect.says("DO NOT MATCH THE HASHES"),
    expect.containerFile(ctid, `${packages}/vllm-0.10.2.dist-info/METADATA`, "0644"),
  ),
  scenario(
    "a lock file that lacks a package that another one needs is refused by pip",
    fresh,
    shell("grep --after-context=1 vllm /srv/vllm-0.10.2-requirements.txt >/srv/short.txt"),
    ...lockedBy("/srv/short.txt"),
    runIt(),
    expect.exit(1),
    expect.endedAt("environment"),
    expect.says("torch"),
    expect.containerNoFile(ctid, "/opt/vllm"),
  ),
  scenario(
    "wheels in a directory that the container does not see are refused before anything is changed",
    fresh,
    section('.python_index = "/srv/no-wheels"'),
    runIt(),
    expect.exit(4),
    expect.endedAt("environment"),
    expect.says("next: +mount the directory into the container \\(mount_points\\), or name an index by URL$"),
  ),
  scenario(
    "python_index waits for the server of an index where a package is missing, and gives up",
    fresh,
    section(`.python_index = "${mirror}/pypi/simple"`),
    given.mirror(),
    given.config(".containers.initialization_deadline_seconds = 1"),
    given.containerBoot(ctid, { network: "never" }),
    given.containerRestarted(ctid),
    runIt(),
    expect.timeOut("python_index", "python_index"),
    expect.endedAt("python_index"),
    expect.says("expected: an address for mirror\\.example$"),
    given.config(".containers.initialization_deadline_seconds = 60"),
    given.containerBoot(ctid, { network: 2 }),
    given.containerRestarted(ctid),
    runIt(),
    expect.exit(0),
  ),
  scenario(
    "environment gives up a download of the lock file that does not end in time",
    fresh,
    section(`.requirements = "${mirror}/vllm-0.10.2-requirements.txt"`),
    given.config(".containers.download_deadline_seconds = 1"),
    given.mirror("stall /vllm-0.10.2-requirements.txt"),
    runIt(),
    expect.timeOut("environment", "download"),
    expect.endedAt("environment"),
  ),
  scenario(
    "inherited, and of another lock file: the run fails and says where to mend it; on demand it is installed here",
    converged,
    there.declared(["nvidia"], ["nvidia", "vllm"]),
    ...later,
    runIt(),
    expect.exit(1),
    expect.step("failed", "release"),
    expect.endedAt("release"),
    expect.says(
      "next: +it is inherited from container 899: run this for 899 and clone it again, or say --reinstall",
    ),
    runIt("--reinstall"),
    expect.exit(0),
    expect.step("changed", "environment"),
  ),
  scenario(
    "inherited, and a package is missing: the run fails and says where to mend it",
    converged,
    there.declared(["nvidia"], ["nvidia", "vllm"]),
    given.inContainer(ctid, "dpkg", "--remove", "--force-depends", "python3-dev"),
    runIt(),
    expect.exit(1),
    expect.step("failed", "complete"),
    expect.endedAt("complete"),
  ),
  scenario(
    "a run that is killed anywhere in the environment is completed by those that follow",
    fresh,
    given.fault("pct", { action: "after:kill-script", matching: "^push", call: 1 }),
    ...["touch", "ln"].map((command) => given.containerFault(ctid, command, { action: "kill-all", call: 1 })),
    given.containerFault(ctid, "mv", { action: "kill-all", call: 1, matching: "/opt/vllm$" }),
    when.runThroughKills(String(ctid)),
    expect.exit(0),
    expect.kills(4),
    given.noMoreFaults(),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.unchanged(),
  ),
];

export default specification(vllm, { environments }, { layers: [freshLayer, convergedLayer] });
