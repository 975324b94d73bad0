import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { cutOff } from "../cut-off.ts";
import * as there from "../docker-world.ts";
import * as world from "../feature-world.ts";
import docker from "./docker.ts";

const { ctid, runIt, planIt, engineSays } = there;
const fresh = given.layer(world.freshLayer(there.plain));
const converged = given.layer(world.convergedLayer(there.plain));

const packages = [
  "docker-ce",
  "docker-ce-cli",
  "containerd.io",
  "docker-buildx-plugin",
  "docker-compose-plugin",
];

const installation = [
  scenario(
    "Docker comes from its own repository, without what it only recommends, and nothing of a GPU with it",
    fresh,
    runIt(),
    expect.exit(0),
    expect.step("changed", ...there.plain.changing),
    expect.step("ok", "service", "engine"),
    expect.step("skipped", "storage_driver", ...there.gpuSteps),
    ...packages.map((name) => expect.containerPackage(ctid, name, "installed")),
    expect.containerPackage(ctid, "docker-ce-rootless-extras", "absent"),
    expect.containerPackage(ctid, "nvidia-container-toolkit", "absent"),
    expect.containerFile(ctid, there.source, "0644"),
    expect.containerFileHas(ctid, there.source, "^URIs: file:/srv/docker/linux/debian/$"),
    expect.containerFileHas(ctid, there.source, "^Suites: bookworm$"),
    expect.containerFileHas(ctid, there.source, "^Components: stable$"),
    expect.containerFileHas(ctid, there.source, `^Signed-By: ${there.keyring}$`),
    expect.containerFile(ctid, there.keyring, "0644"),
    expect.containerNoFile(ctid, there.settings),
    ...engineSays("^28\\.3\\.3$"),
    expect.neverCalls("^ct900: nvidia-ctk"),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.pctExecs(1),
    expect.neverCalls("apt-get|apt-cache|gpg|wget"),
    expect.unchanged(),
  ),
  scenario(
    "an unprivileged container of Ubuntu gets Ubuntu's",
    given.host(),
    given.config(),
    world.declared(["docker"]),
    given.container(ctid, {
      from: "ubuntu2404",
      unprivileged: true,
      lines: ["features: keyctl=1,nesting=1"],
    }),
    runIt(),
    expect.exit(0),
    expect.containerFileHas(ctid, there.source, "^URIs: file:/srv/docker/linux/ubuntu/$"),
    expect.containerFileHas(ctid, there.source, "^Suites: noble$"),
    expect.containerPackage(ctid, "docker-ce", "installed"),
    expect.step("ok", "engine"),
  ),
  scenario(
    "a configured version is the one that is installed, and that answers",
    fresh,
    given.config('.docker.version = "28.2.2"'),
    runIt(),
    expect.exit(0),
    expect.step("changed", "docker"),
    ...engineSays("^28\\.2\\.2$"),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.step("ok", "docker", "complete", "engine"),
    expect.unchanged(),
    given.config('.docker.version = "28.3.3"'),
    planIt(),
    expect.exit(3),
    expect.step("would", "docker"),
    expect.step("unknown", "complete", "service", "engine"),
    runIt(),
    expect.exit(0),
    expect.step("changed", "docker"),
    ...engineSays("^28\\.3\\.3$"),
  ),
  scenario(
    "a package that was cut off while it was unpacked is unpacked again in the configured version",
    fresh,
    given.config('.docker.version = "28.2.2"'),
    runIt(),
    expect.exit(0),
    given.inContainer(ctid, ...cutOff("docker-ce")),
    runIt(),
    expect.exit(0),
    expect.says("^warning +docker: dpkg died while it unpacked docker-ce=5:28\\.2\\.2"),
    expect.step("changed", "docker"),
    ...engineSays("^28\\.2\\.2$"),
  ),
  scenario(
    "an older version than the installed one is refused: going back is for a person to decide",
    converged,
    given.config('.docker.version = "28.2.2"'),
    runIt(),
    expect.exit(4),
    expect.endedAt("docker"),
    expect.says("expected: docker-ce 5:28\\.2\\.2$"),
    expect.says("found: +5:28\\.3\\.3-1~debian\\.12~bookworm, which is newer$"),
    expect.says("next: .*apt-get install --allow-downgrades 'docker-ce=5:28\\.2\\.2-\\*'$"),
    ...engineSays("^28\\.3\\.3$"),
  ),
  scenario(
    "a version that the repository does not have ends the run, and leaves the container without Docker",
    fresh,
    given.config('.docker.version = "1.2.3"'),
    runIt(),
    expect.exit(1),
    expect.endedAt("docker"),
    expect.says("Version '5:1\\.2\\.3-\\*' for 'docker-ce' was not found"),
    expect.containerPackage(ctid, "docker-ce", "absent"),
  ),
];

const conf = (lines: readonly string[], unprivileged = false) => [
  given.host(),
  given.config(),
  world.declared(["docker"]),
  given.container(ctid, { lines, unprivileged }),
  when.remembered(),
  runIt(),
];
const refused = [
  expect.exit(4),
  expect.step("failed", "nesting"),
  expect.noStep("running"),
  expect.pctExecs(0),
  expect.unchanged(),
];

const addresses = [
  scenario(
    "a slash at the end of an address that paths are added to is refused",
    ...conf(["features: nesting=1"]).slice(0, -2),
    given.config('.docker.repo_base_url = "https://download.docker.com/linux/"'),
    when.remembered(),
    runIt(),
    expect.exit(4),
    expect.says(
      'docker\\.repo_base_url: found "https://download\\.docker\\.com/linux/", expected .*without a slash',
    ),
    expect.pctExecs(0),
    expect.unchanged(),
  ),
];

const features = [
  scenario(
    "a container without nesting is refused, with what to add and where",
    ...conf([]),
    ...refused,
    expect.says("expected: features of container 900: nesting=1$"),
    expect.says("found: +none$"),
    expect.says("next: +add nesting=1 to pct_options of container 900 .* phoenix_orchestrator\\.sh 900$"),
  ),
  scenario(
    "an unprivileged container needs keyctl as well",
    ...conf(["features: nesting=1,mount=nfs"], true),
    ...refused,
    expect.says("expected: features of container 900: keyctl=1$"),
    expect.says("found: +nesting=1,mount=nfs$"),
  ),
  scenario(
    "what waits for a restart does not count",
    ...conf(["[pve:pending]", "features: nesting=1"]),
    ...refused,
  ),
  scenario("a feature that is switched off does not count", ...conf(["features: nesting=0"]), ...refused),
  scenario(
    "a storage driver in user space needs its feature, and its package",
    ...conf(["features: nesting=1"]).slice(0, -2),
    given.config('.docker.storage_driver = "fuse-overlayfs"'),
    when.remembered(),
    runIt(),
    ...refused,
    expect.says("expected: features of container 900: fuse=1$"),
    given.conf(ctid, "arch: amd64\nfeatures: nesting=1,fuse=1\nostype: debian\n"),
    runIt(),
    expect.exit(0),
    expect.containerPackage(ctid, "fuse-overlayfs", "installed"),
    expect.step("changed", "storage_driver", "service"),
    ...engineSays("^fuse-overlayfs$"),
  ),
  scenario(
    "a container that does not declare it need not have them",
    given.host(),
    given.config(),
    world.declared(["nvidia"]),
    given.container(ctid),
    runIt(),
    expect.exit(0),
    expect.step("skipped", "running", "service"),
  ),
];

const configured = [
  scenario(
    "a container of the default configuration gets Docker, once",
    given.host(),
    given.config(),
    given.lxcConfig(),
    given.container(902, there.nesting),
    when.run("902"),
    expect.exit(0),
    expect.step("changed", ...there.plain.changing),
    expect.step("ok", "service", "engine"),
    when.remembered(),
    when.run("902"),
    expect.exit(0),
    expect.pctExecs(1),
    expect.unchanged(),
  ),
];

export default specification(
  docker,
  {
    "default configuration": configured,
    convergence: world.convergence(there.full),
    inheritance: world.firstSteps(there.plain).inheritance,
    "first waits": world.firstWaits(there.full),
    installation,
    "features of Proxmox": features,
    "addresses of repositories": addresses,
  },
  {
    layers: [
      world.freshLayer(there.plain),
      world.convergedLayer(there.plain),
      world.freshLayer(there.full),
      world.convergedLayer(there.full),
    ],
    forms: { "default configuration": ["standalone", "baked"] },
  },
);
