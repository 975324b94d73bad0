import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../feature-world.ts";
import ollama from "./ollama.ts";

const { ctid, runIt } = there;

const world: there.FeatureWorld = {
  feature: "ollama",
  steps: [
    "initialization",
    "apt_servers",
    "packages",
    "archive",
    "release",
    "user",
    "unit",
    "service",
    "health",
  ],
  installing: ["apt_servers", "packages", "archive"],
  changing: ["packages", "archive", "user", "unit", "service"],
};
const fresh = given.layer(there.freshLayer(world));
const convergedLayer = there.convergedLayer(world);
const converged = given.layer(convergedLayer);

const cache = "/usr/local/phoenix_hypervisor/cache";
const releases = "/opt/ollama.releases";
const binary = "/opt/ollama/bin/ollama";
const unit = "/etc/systemd/system/ollama.service";
const shell = (command: string) => given.inWorld("bash", "-c", command);
const shellInside = (command: string) => given.inContainer(ctid, "bash", "-c", command);
/** The program is another from its next start on. */
const program = (text: string) => given.containerFile(ctid, binary, "0755", `#!/bin/sh\n${text}\n`);
const section = (edit: string) => given.config(`.ollama ${edit}`);
/** A later release, in an archive that only zstd reads. */
const later = [
  shell(`sha256sum /srv/ollama-linux-amd64.tar.zst | cut --delimiter=' ' --fields=1 >/root/sum`),
  section('+= {archive_url: "file:/srv/ollama-linux-amd64.tar.zst"}'),
  shell(
    "jq --rawfile sum /root/sum '.ollama.archive_sha256 = ($sum | rtrimstr(\"\\n\"))' /usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json >/root/config && cp /root/config /usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json",
  ),
];
const version = (regex: string) => [
  when.inWorld("chroot", `/world/ct/${ctid}/root`, binary, "--version"),
  expect.exit(0),
  expect.says(regex),
];

const archives = [
  scenario(
    "a fresh container gets the archive as a whole, owned by root, and the copy is gone",
    fresh,
    runIt(),
    expect.exit(0),
    expect.containerFileHas(ctid, binary, "0\\.12\\.3"),
    expect.containerFile(ctid, "/opt/ollama/lib/ollama/libggml-base.so", "0644"),
    expect.containerNoFile(ctid, "/var/lib/phoenix_hypervisor/brought"),
    expect.file(`${cache}/ollama-linux-amd64.tgz`, "0644"),
    shellInside("[[ $(stat -c %U /opt/ollama/bin/ollama) == root ]]"),
  ),
  scenario(
    "a later release replaces it as a whole, and the service is started anew with it",
    converged,
    ...later,
    there.planIt(),
    expect.exit(3),
    expect.step("would", "archive"),
    expect.step("unknown", "release", "service", "health"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("archive", "service"),
    shellInside(`[[ $(ls ${releases} | wc --lines) == 1 ]]`),
    ...version("version is 0\\.13\\.0"),
    expect.planKept(),
  ),
  scenario(
    "a file of it that is gone comes back",
    converged,
    given.noContainerFile(ctid, "/opt/ollama/lib/ollama/libggml-base.so"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("archive", "service"),
    expect.containerFile(ctid, "/opt/ollama/lib/ollama/libggml-base.so", "0644"),
  ),
  scenario(
    "a link that leads elsewhere, and what a killed run has left over, are put right without unpacking",
    converged,
    shellInside(`mkdir ${releases}/0123456789abcdef; ln --symbolic --force --no-dereference / /opt/ollama`),
    given.containerRecorded(ctid, "tar"),
    runIt(),
    expect.exit(0),
    expect.step("changed", "archive"),
    expect.neverCalls("tar --extract"),
    expect.containerNoFile(ctid, `${releases}/0123456789abcdef`),
  ),
  scenario(
    "something else in its place is left alone",
    fresh,
    shellInside("mkdir /opt/ollama; echo models >/opt/ollama/mine"),
    runIt(),
    expect.exit(1),
    expect.endedAt("archive"),
    expect.says("next: +move it away, if nobody needs it$"),
    expect.containerFileHas(ctid, "/opt/ollama/mine", "models"),
  ),
  scenario(
    "an archive that is not the pinned one is not brought into the container",
    fresh,
    section(`.archive_sha256 = "${"0".repeat(64)}"`),
    runIt(),
    expect.exit(1),
    expect.endedAt("archive"),
    expect.says("is not the pinned file"),
    expect.containerNoFile(ctid, releases),
    expect.neverCalls("^pct push"),
  ),
  scenario(
    "an archive that cannot be had is refused before anything of it is changed",
    fresh,
    section('.archive_url = "file:/srv/nothing.tgz"'),
    runIt(),
    expect.exit(4),
    expect.endedAt("archive"),
    expect.says("next: +fetch the file elsewhere and put it at .*/cache/nothing\\.tgz"),
  ),
  scenario(
    "an archive that was put into the cache by hand is taken, without any source",
    fresh,
    section('.archive_url = "http://mirror.example:1/ollama-linux-amd64.tgz"'),
    shell(`mkdir --parents ${cache}; cp /srv/ollama-linux-amd64.tgz ${cache}`),
    runIt(),
    expect.exit(0),
    expect.changedOnly(...world.changing),
  ),
  scenario(
    "a container without room for it refuses it",
    fresh,
    given.containerRoom(ctid, "/opt", 100),
    runIt(),
    expect.exit(4),
    expect.endedAt("archive"),
    expect.says("expected: +[0-9]+ MB free in /opt"),
  ),
  scenario(
    "archive gives up a download that does not end in time",
    fresh,
    section('.archive_url = "http://mirror.example:8080/ollama-linux-amd64.tgz"'),
    given.config(".containers.download_deadline_seconds = 1"),
    given.mirror("stall /ollama-linux-amd64.tgz"),
    runIt(),
    expect.timeOut("archive", "download"),
    expect.endedAt("archive"),
  ),
  scenario(
    "a configuration that does not say what to install is refused before anything is done",
    fresh,
    given.config("del(.ollama)"),
    when.remembered(),
    runIt(),
    expect.exit(4),
    expect.step("failed", "configured"),
    expect.says("add to the configuration: ollama\\.archive_url, ollama\\.archive_sha256"),
    expect.pctExecs(0),
    expect.unchanged(),
  ),
  scenario(
    "inherited, and of another archive: the run fails and says where to mend it; on demand it is installed here",
    converged,
    there.declared([], ["ollama"]),
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
    expect.changedOnly("archive", "service"),
  ),
  scenario(
    "a run that is killed anywhere in the archive is completed by those that follow",
    fresh,
    given.fault("pct", { action: "after:kill-script", matching: "^push", call: 1 }),
    ...["tar", "touch", "ln"].map((command) =>
      given.containerFault(ctid, command, { action: "kill-all", call: 1 }),
    ),
    given.containerFault(ctid, "mv", { action: "kill-all", call: 1, matching: "/opt/ollama$" }),
    when.runThroughKills(String(ctid)),
    expect.exit(0),
    expect.kills(5),
    given.noMoreFaults(),
    expect.sameAs(convergedLayer),
  ),
];

const services = [
  scenario(
    "user: one that can log in, and has another home, is put right and keeps its number",
    converged,
    shellInside("usermod --home /home --shell /bin/bash ollama"),
    there.planIt(),
    expect.step("would", "user"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("user"),
    expect.containerFileHas(ctid, "/etc/passwd", "^ollama:.*:/var/lib/ollama:/usr/sbin/nologin$"),
  ),
  scenario(
    "unit: what was edited by hand is put right, and the service started anew",
    converged,
    shellInside(`sed --in-place s/0.0.0.0/127.0.0.1/ ${unit}`),
    runIt(),
    expect.exit(0),
    expect.changedOnly("unit", "service"),
  ),
  scenario(
    "another address in the configuration is listened at, and asked",
    converged,
    section('.listen = "127.0.0.1:11500"'),
    runIt(),
    expect.exit(0),
    expect.changedOnly("unit", "service"),
    expect.step("ok", "health"),
    expect.says("http://127\\.0\\.0\\.1:11500/api/tags"),
  ),
  scenario(
    "service: one that was stopped is started",
    converged,
    when.inWorld("pct", "exec", String(ctid), "--", "systemctl", "stop", "ollama"),
    expect.exit(0),
    runIt(),
    expect.exit(0),
    expect.changedOnly("service"),
  ),
  scenario(
    "service gives up a start that does not end",
    converged,
    section(".start_deadline_seconds = 1"),
    shellInside(`sed --in-place s/0.0.0.0/127.0.0.1/ ${unit}`),
    given.containerFault(ctid, "systemctl", { action: "sleep 30", matching: "^restart" }),
    runIt(),
    expect.timeOut("service", "service"),
    expect.endedAt("service"),
  ),
  scenario(
    "health gives up on a server that never listens",
    converged,
    section(".health_deadline_seconds = 1"),
    program("exec sleep 1000"),
    runIt(),
    expect.timeOut("health", "health"),
    expect.endedAt("health"),
    expect.says("found: +connection refused$"),
  ),
  scenario(
    "health waits for one that listens late",
    converged,
    program(
      "sleep 2; exec perl -e 'use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => 11434, Listen => 5, ReuseAddr => 1); while (my $c = $s->accept()) { while (<$c>) { last if /^\\r/ } print $c \"HTTP/1.1 200 OK\\r\\n\\r\\n\"; close $c }'",
    ),
    runIt(),
    expect.exit(0),
    expect.step("ok", "health"),
  ),
  scenario(
    "health does not wait for one that has failed",
    converged,
    program("sleep 2; exit 1"),
    runIt(),
    expect.exit(1),
    expect.step("failed", "health"),
    expect.says("next: +see in the container why: journalctl --unit ollama\\.service$"),
    expect.says("^done .* in [0-9] s "),
  ),
  scenario(
    "health is not content with an answer of another kind",
    converged,
    section(".health_deadline_seconds = 4"),
    program(
      "exec perl -e 'use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => 11434, Listen => 5, ReuseAddr => 1); while (my $c = $s->accept()) { while (<$c>) { last if /^\\r/ } print $c \"HTTP/1.1 503 Busy\\r\\n\\r\\n\"; close $c }'",
    ),
    runIt(),
    expect.timeOut("health", "health"),
    expect.says("found: +HTTP/1\\.1 503 Busy$"),
  ),
];

export default specification(
  ollama,
  { ...there.firstSteps(world), archives, services },
  { layers: [there.freshLayer(world), convergedLayer] },
);
