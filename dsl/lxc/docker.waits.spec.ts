import { expect, given, scenario, specification } from "../../src/index.ts";
import * as there from "../docker-world.ts";
import * as world from "../feature-world.ts";
import docker from "./docker.ts";

const { ctid, planIt, runIt, shell, shellInside, within } = there;
const converged = given.layer(world.convergedLayer(there.full));

const deadline = (field: string, seconds = 1) =>
  given.config(`.containers.${field}_deadline_seconds = ${seconds}`);
const removed = (name: string) => there.removedInside(name);

/** Steps that use apt inside, what makes each of them do it, and the lock it meets. */
const aptSteps = [
  { step: "docker_repository", drift: given.noContainerFile(ctid, there.source), lock: there.listsLock },
  { step: "docker", drift: removed("docker-compose-plugin"), lock: there.dpkgLock },
  {
    step: "toolkit_repository",
    drift: given.noContainerFile(ctid, there.toolkitSource),
    lock: there.listsLock,
  },
  { step: "toolkit", drift: removed("nvidia-container-toolkit"), lock: there.dpkgLock },
];

const locks = aptSteps.flatMap(({ step, drift, lock }) => [
  scenario(
    `${step} gives up when ${lock} inside is not released in time`,
    converged,
    drift,
    deadline("apt_lock"),
    given.lockHeld(within(lock)),
    runIt(),
    expect.timeOut(step, "apt_lock"),
    expect.endedAt(step),
    expect.says(`wait apt_lock: the release of ${lock}, held by .* did not come within 1 s`),
  ),
  scenario(
    `${step} goes on when ${lock} inside is released`,
    converged,
    drift,
    given.containerRecorded(ctid, "apt-get"),
    given.lockHeldUntil(within(lock), 2, "ct900: apt-get (install|update)"),
    runIt(),
    expect.exit(0),
    expect.says(`${step}: waits for ${lock}`),
    expect.changedOnly(step),
  ),
]);

/** Repositories whose key comes from a server: the step, the field that names it, and where it is there. */
const keys = [
  { step: "docker_repository", field: "repo_key", path: "/docker/linux/debian/gpg", name: "docker" },
  {
    step: "toolkit_repository",
    field: "toolkit_repo_key",
    path: "/libnvidia-container/gpgkey",
    name: "nvidia-container-toolkit",
  },
];

const downloads = keys.flatMap(({ step, field, path, name }) => {
  const keyring = `/usr/share/keyrings/phoenix-${name}.gpg`;
  const fromMirror = [
    given.noContainerFile(ctid, keyring),
    shell(`rm -f ${there.cache}/${name}-*`),
    given.config(`.docker.${field} = "http://127.0.0.1:8080${path}"`),
  ];
  return [
    scenario(
      `${step} gives up a download of the key that does not end in time`,
      converged,
      ...fromMirror,
      deadline("download"),
      given.mirror(`stall ${path}`),
      runIt(),
      expect.timeOut(step, "download"),
      expect.endedAt(step),
      expect.containerNoFile(ctid, keyring),
    ),
    scenario(
      `${step} takes a key that comes slowly, but in time`,
      converged,
      ...fromMirror,
      given.mirror(`slow 2000 ${path}`),
      runIt(),
      expect.exit(0),
      expect.changedOnly(step),
    ),
    scenario(
      `${step}: a key that is not there is told before the first change, with the field to set`,
      converged,
      ...fromMirror,
      given.mirror(`404 ${path}`),
      runIt(),
      expect.exit(4),
      expect.step("failed", step),
      expect.noStep("running"),
      expect.pctExecs(0),
      expect.says(
        `next: +fetch the key elsewhere and name its path in the configuration: docker\\.${field}$`,
      ),
    ),
  ];
});

const withoutGpg = [
  scenario(
    "a host without gpg is refused before the first change, while a key has still to be compared",
    given.layer(world.freshLayer(there.plain)),
    shell("mv /usr/bin/gpg /usr/bin/gpg.away"),
    runIt(),
    expect.exit(4),
    expect.step("failed", "docker_repository"),
    expect.noStep("running"),
    expect.pctExecs(0),
    expect.says("next: +on this host: apt-get install gnupg$"),
  ),
  scenario(
    "a host without gpg hands over the keys it has",
    converged,
    shell("mv /usr/bin/gpg /usr/bin/gpg.away"),
    given.noContainerFile(ctid, there.keyring, there.toolkitSource),
    runIt(),
    expect.exit(0),
    expect.changedOnly("docker_repository", "toolkit_repository"),
  ),
];

const stopped = given.inContainer(ctid, "systemctl", "stop", "docker");

const starts = [
  scenario(
    "a plan does not ask an engine that stands still, since its socket would start it",
    converged,
    stopped,
    given.containerRecorded(ctid, "docker"),
    planIt(),
    expect.exit(3),
    expect.step("would", "service"),
    expect.neverCalls("docker info"),
    shellInside("! systemctl is-active docker"),
  ),
  scenario(
    "an engine that does not get ready in time is given up",
    converged,
    stopped,
    given.config(".docker.start_deadline_seconds = 1"),
    given.containerFault(ctid, "dockerd", { action: "hang" }),
    runIt(),
    expect.timeOut("service", "service"),
    expect.endedAt("service"),
    expect.says("next: +see in the container why: journalctl --unit docker\\.service"),
  ),
  scenario(
    "an engine that takes its time is waited for",
    converged,
    stopped,
    given.containerFault(ctid, "dockerd", { action: "sleep 2" }),
    runIt(),
    expect.exit(0),
    expect.changedOnly("service"),
  ),
  scenario(
    "the network of Docker's repository is waited for, and not where everything is there",
    given.layer(world.freshLayer(there.full)),
    given.config('.docker.repo_base_url = "http://mirror.example:8080/docker/linux"'),
    given.config('.docker.repo_key = "/srv/docker/linux/debian/gpg"'),
    given.mirror(),
    given.containerBoot(ctid, { network: "never" }),
    given.containerRestarted(ctid),
    deadline("initialization"),
    runIt(),
    expect.timeOut("initialization", "initialization"),
    expect.endedAt("initialization"),
    deadline("initialization", 60),
    given.containerBoot(ctid, { network: 2 }),
    given.containerRestarted(ctid),
    runIt(),
    expect.exit(0),
    given.containerBoot(ctid, { network: "never" }),
    given.containerRestarted(ctid),
    runIt(),
    expect.exit(0),
    expect.step("ok", "initialization", "service", "engine"),
  ),
];

export default specification(
  docker,
  { "apt locks": locks, "downloads of keys": [...downloads, ...withoutGpg], "starts of the engine": starts },
  { layers: [world.freshLayer(there.plain), world.freshLayer(there.full), world.convergedLayer(there.full)] },
);
