import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../docker-world.ts";
import * as world from "../feature-world.ts";
import docker from "./docker.ts";

const { ctid, runIt, planIt, shell, shellInside, within, engineSays } = there;
const plain = world.convergedLayer(there.plain);
const full = world.convergedLayer(there.full);
const file = (path: string, content = "", mode = "0644") => given.containerFile(ctid, path, mode, content);
const otherKey = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** What is not as it should be, and the steps that mend it. */
function mended(name: string, steps: readonly string[], ...damage: Sentence[]) {
  return scenario(
    `mended: ${name}`,
    given.layer(full),
    ...damage,
    runIt(),
    expect.exit(0),
    expect.changedOnly(...steps),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.unchanged(),
  );
}

const repository = [
  mended("no source", ["docker_repository"], given.noContainerFile(ctid, there.source)),
  mended("an empty source", ["docker_repository"], file(there.source)),
  mended(
    "a source of an older base",
    ["docker_repository"],
    file(there.source, "Types: deb\nURIs: file:/srv/old/\nSuites: /\n"),
  ),
  mended(
    "a source that only root can read",
    ["docker_repository"],
    shellInside(`chmod 0600 ${there.source}`),
  ),
  mended("no keyring", ["docker_repository"], given.noContainerFile(ctid, there.keyring)),
  mended("another key", ["docker_repository"], shellInside(`cp ${otherKey} ${there.keyring}`)),
  mended("a keyring of somebody else's", ["docker_repository"], shellInside(`chown daemon ${there.keyring}`)),
  mended(
    "a record of the host that is gone",
    ["docker_repository"],
    shell(`rm ${there.cache}/docker-*.sha256`),
  ),
  mended(
    "no source of the toolkit",
    ["toolkit_repository"],
    given.noContainerFile(ctid, there.toolkitSource),
  ),
  scenario(
    "a second source of Docker's, with another key, is switched off in place before apt would refuse everything",
    given.layer(full),
    file(
      "/etc/apt/sources.list.d/docker.list",
      "deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.asc] file:/srv/docker/linux/debian bookworm stable\n",
    ),
    there.removedInside("docker-compose-plugin"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("docker_repository", "docker"),
    expect.containerFileHas(
      ctid,
      "/etc/apt/sources.list.d/docker.list",
      "^# switched off, another source names it: deb ",
    ),
  ),
  scenario(
    "a key with another fingerprint leaves apt's files as they were",
    given.layer(full),
    given.config(`.docker.repo_key_fingerprint = "${"F".repeat(40)}"`),
    shell(`cp ${within(there.keyring)} /srv/keyring`),
    runIt(),
    expect.exit(1),
    expect.endedAt("docker_repository"),
    expect.says("expected: one OpenPGP key with fingerprint F{40}$"),
    when.inWorld("cmp", within(there.keyring), "/srv/keyring"),
    expect.exit(0),
  ),
  scenario(
    "a local repository that the container does not see is refused before anything of the step is done",
    given.layer(full),
    given.config(
      '.docker.repo_base_url = "/srv/elsewhere" | .docker.repo_key = "/srv/docker/linux/debian/gpg"',
    ),
    given.containerRecorded(ctid, "apt-get"),
    runIt(),
    expect.exit(4),
    expect.endedAt("docker_repository"),
    expect.says("next: +mount the directory into the container, or name a mirror by http$"),
    expect.neverCalls("apt-get update"),
  ),
];

const settings = [
  mended(
    "no settings",
    ["storage_driver", "runtime", "default_runtime", "service"],
    given.noContainerFile(ctid, there.settings),
  ),
  mended("empty settings", ["storage_driver", "runtime", "default_runtime", "service"], file(there.settings)),
  mended(
    "another storage driver",
    ["storage_driver", "service"],
    shellInside(`sed -i s/overlay2/vfs/ ${there.settings}`),
  ),
  mended(
    "no rule for the toolkit",
    ["toolkit_config"],
    shellInside(`sed -i 's/^no-cgroups.*/#no-cgroups = false/' ${there.toolkitConfig}`),
  ),
  mended(
    "the rule at a place where the toolkit does not look for it",
    ["toolkit_config"],
    shellInside(`sed -i '/^no-cgroups/d; 1i no-cgroups = true' ${there.toolkitConfig}`),
  ),
  mended(
    "no configuration of the toolkit",
    ["toolkit_config"],
    given.noContainerFile(ctid, there.toolkitConfig),
  ),
  scenario(
    "settings of others are kept, and the engine is restarted once for all of ours",
    given.layer(full),
    file(
      there.settings,
      '{"log-driver":"journald","runtimes":{"kata":{"path":"kata"}},"default-runtime":"kata"}',
      "0640",
    ),
    given.containerRecorded(ctid, "systemctl"),
    planIt("--diff"),
    expect.exit(3),
    expect.step("would", "storage_driver"),
    expect.step("unknown", "runtime", "default_runtime", "service", "engine"),
    expect.says('^\\+ +"storage-driver": "overlay2"$'),
    runIt(),
    expect.exit(0),
    expect.changedOnly("storage_driver", "runtime", "default_runtime", "service"),
    expect.callsTimes(1, "^ct900: systemctl restart docker\\.service$"),
    when.inWorld("jq", "--compact-output", "--sort-keys", ".", within(there.settings)),
    expect.says(
      '^\\{"default-runtime":"nvidia","log-driver":"journald","runtimes":\\{"kata":\\{"path":"kata"\\},"nvidia":\\{"args":\\[\\],"path":"nvidia-container-runtime"\\}\\},"storage-driver":"overlay2"\\}$',
    ),
    expect.containerFile(ctid, there.settings, "0640"),
    ...engineSays("^nvidia$"),
  ),
  scenario(
    "settings that say the same in other words are right; the engine reads them anew",
    given.layer(full),
    shellInside(`jq --compact-output --sort-keys . ${there.settings} >/tmp/x; cat /tmp/x >${there.settings}`),
    runIt(),
    expect.exit(0),
    expect.changedOnly("service"),
  ),
  scenario(
    "settings that are no JSON are left alone, and the run says where they break",
    given.layer(full),
    file(there.settings, '{"debug": tru'),
    runIt(),
    expect.exit(1),
    expect.endedAt("storage_driver"),
    expect.says(
      "next: +mend /etc/docker/daemon\\.json, or move it away: jq \\. /etc/docker/daemon\\.json shows the place$",
    ),
    expect.containerFile(ctid, there.settings, "0644", '{"debug": tru'),
    ...engineSays("^overlay2$"),
  ),
  scenario(
    "a run that is killed before the restart leaves it to the next one",
    given.layer(full),
    given.noContainerFile(ctid, there.settings),
    given.containerFault(ctid, "systemctl", { call: 1, action: "kill-all", matching: "^restart" }),
    when.runThroughKills(String(ctid)),
    expect.exit(0),
    expect.kills(1),
    expect.changedOnly("service"),
    ...engineSays("^nvidia$"),
  ),
];

const service = [
  mended("a stopped engine", ["service"], shellInside("systemctl stop docker")),
  scenario(
    "mended: an engine that no boot starts, and it works on meanwhile",
    given.layer(full),
    shellInside("systemctl disable docker"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("service"),
    expect.neverCalls("systemctl restart"),
  ),
  mended(
    "a unit that systemd has not read",
    ["service"],
    shellInside("echo '# edited' >>/usr/lib/systemd/system/docker.service"),
  ),
  scenario(
    "settings that the engine refuses: its own words are shown",
    given.layer(full),
    shellInside(
      `jq '. + {"data-root": 3, "default-runtime": "nvidia"}' ${there.settings} >/tmp/x; cat /tmp/x >${there.settings}`,
    ),
    given.containerFault(ctid, "dockerd", { action: "exit 1" }),
    runIt(),
    expect.exit(1),
    expect.endedAt("service"),
    expect.says("docker\\.service does not start"),
    expect.says("command: +timeout --kill-after=5 120 systemctl restart docker\\.service \\(exit 1\\)"),
    given.noMoreFaults(),
    runIt(),
    expect.exit(0),
    expect.changedOnly("service"),
  ),
  scenario(
    "an engine that had failed before is tried again",
    given.layer(plain),
    shellInside(
      `mkdir /etc/docker; echo '{"storage-driver": "nonsense"}' >${there.settings}; systemctl restart docker || true`,
    ),
    runIt(),
    expect.exit(1),
    expect.endedAt("service"),
    expect.says(
      "\\| failed to start daemon: error initializing graphdriver: driver not supported: nonsense$",
    ),
    given.noContainerFile(ctid, there.settings),
    runIt(),
    expect.exit(0),
    expect.step("changed", "service"),
  ),
  scenario(
    "systemctl that says nothing of the service ends the run",
    given.layer(full),
    given.containerFault(ctid, "systemctl", { action: "garbage", matching: "^show" }),
    runIt(),
    expect.exit(1),
    expect.endedAt("service"),
  ),
  scenario(
    "find that fails ends the run",
    given.layer(full),
    given.containerFault(ctid, "find", { action: "exit 1" }),
    runIt(),
    expect.exit(1),
    expect.endedAt("service"),
  ),
];

export default specification(
  docker,
  {
    "drift of the repositories": repository,
    "drift of the settings": settings,
    "drift of the service": service,
  },
  { layers: [plain, full] },
);
