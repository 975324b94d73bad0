import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged, ctid, planFor, runFor } from "../lxc-world.ts";
import { cache, keyring, pin, source } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const url = "file:/srv/cuda/repos/debian12/x86_64/";
const otherKey = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** The container's files as the host of the scenarios sees them. */
const within = (path: string) => `/world/ct/${ctid}/root${path}`;

/** All three files are whole again, and the toolkit comes from the repository. */
export const right = [
  expect.exit(0),
  expect.step("ok", "cuda_toolkit", "nvcc"),
  expect.containerFile(ctid, source, "0644"),
  expect.containerFileHas(ctid, source, `^URIs: ${url}$`),
  expect.containerFileHas(ctid, source, `^Signed-By: ${keyring}$`),
  expect.containerFile(ctid, pin, "0644"),
  expect.containerFileHas(ctid, pin, "^Pin-Priority: -1$"),
  expect.containerFile(ctid, keyring, "0644"),
];

/** One file of the repository became something else in the container. */
function mended(name: string, ...damage: Sentence[]) {
  return scenario(
    `mended in a container: ${name}`,
    given.layer(converged),
    given.containerRecorded(ctid, "apt-get"),
    ...damage,
    runFor(ctid),
    expect.changedOnly("cuda_repository"),
    ...right,
    expect.callsTimes(1, `^ct${ctid}: apt-get update `),
  );
}

const file = (path: string, content = "") => given.containerFile(ctid, path, "0644", content);
const inContainer = (...command: string[]) => given.inContainer(ctid, ...command);
const noKeyring = given.noContainerFile(ctid, keyring);
const noKey = given.inWorld("find", cache, "-name", "cuda-*", "-delete");

const states = [
  scenario(
    "a right repository in a container is left alone, and looked at in one call",
    given.layer(converged),
    given.containerRecorded(ctid, "apt-get"),
    given.recorded("wget", "gpg"),
    when.remembered(),
    runFor(ctid),
    expect.step("ok", "apt_sources", "cuda_repository"),
    ...right,
    expect.pctExecs(1),
    expect.neverCalls("apt-get update|^wget|^gpg"),
    expect.unchanged(),
  ),
  mended("a source of an older base", file(source, "Types: deb\nURIs: file:/srv/old/\nSuites: /\n")),
  mended(
    "a source that was cut short",
    file(source, "# Managed by Phoenix Hypervisor\nTypes: deb\nURIs: fi"),
  ),
  mended("an empty source", file(source)),
  mended("a source that only root can read", inContainer("chmod", "0600", source)),
  mended("no source", given.noContainerFile(ctid, source)),
  mended("an empty pin", file(pin)),
  mended("no keyring", noKeyring),
  mended("an empty keyring", file(keyring)),
  mended("a keyring that only root can read", inContainer("chmod", "0600", keyring)),
  mended("a keyring of somebody else's", inContainer("chown", "daemon", keyring)),
  mended("a keyring with armour", inContainer("cp", "/srv/cuda/repos/debian12/x86_64/3bf863cc.pub", keyring)),
  mended("another key", inContainer("cp", otherKey, keyring)),
  mended("lists that are gone", inContainer("find", "/var/lib/apt/lists", "-name", "*cuda*", "-delete")),
  mended("a record of the host that is gone", noKey),
  mended(
    "a keyring, while nobody answers for the key",
    given.config('.nvidia_driver.cuda_repo_key = "http://127.0.0.1:8080/gone.pub"'),
    noKeyring,
  ),
  scenario(
    "a key that became another one in the host's cache is fetched again, and not handed over",
    given.layer(converged),
    given.inWorld("bash", "-c", `cp ${otherKey} ${cache}/cuda-*.gpg`),
    noKeyring,
    runFor(ctid),
    expect.changedOnly("cuda_repository"),
    ...right,
    when.inWorld("cmp", "--silent", within(keyring), otherKey),
    expect.exit(1),
  ),
  scenario(
    "a difference inside is shown as it is, but for a password, which no log gets either",
    given.layer(converged),
    given.config('.nvidia_driver.cuda_repo_base_url = "http://me:s3cret@127.0.0.1:8080/cuda/repos"'),
    given.mirror(),
    planFor(ctid, "--diff"),
    expect.exit(3),
    expect.says("^-URIs: file:/srv/cuda/repos/debian12/x86_64/$"),
    expect.says("^\\+URIs: http://\\*\\*\\*@127.0.0.1:8080/cuda/repos/debian12/x86_64/$"),
    expect.neverSays("s3cret"),
    runFor(ctid, "--verbose", "--json"),
    expect.exit(0),
    expect.changedOnly("cuda_repository"),
    expect.neverSays("s3cret"),
    expect.containerFileHas(ctid, source, "^URIs: http://me:s3cret@127.0.0.1:8080/"),
    when.inWorld("grep", "--recursive", "s3cret", "/var/log/phoenix_hypervisor"),
    expect.exit(1),
  ),
];

/** What comes instead of the key is no use: the container's files stay as they were. */
function noUse(name: string, words: readonly string[], ...world: Sentence[]) {
  return scenario(
    `no key for a container: ${name}`,
    given.layer(converged),
    given.containerRecorded(ctid, "apt-get"),
    given.inWorld("cp", within(keyring), "/srv/keyring"),
    ...world,
    runFor(ctid),
    expect.step("failed", "cuda_repository"),
    ...words.map(expect.says),
    expect.noStep("cuda_toolkit"),
    expect.neverCalls("apt-get update"),
    when.inWorld("cmp", within(keyring), "/srv/keyring"),
    expect.exit(0),
  );
}

const keyAt = (place: string) => given.config(`.nvidia_driver.cuda_repo_key = "${place}"`);

const keys = [
  noUse(
    "a page of a portal",
    ["what came from /srv/portal is not a key$", "found: +no OpenPGP key$"],
    keyAt("/srv/portal"),
    given.file("/srv/portal", "0644", "<html>Please log in - or pay</html>\n"),
    noKey,
  ),
  noUse(
    "the key of somebody else",
    ["expected: one OpenPGP key with fingerprint [0-9A-F]{40}$", "found: +[0-9A-F]{40}$"],
    keyAt("/srv/cuda/repos/debian13/x86_64/8793F200.pub"),
    noKey,
  ),
  noUse(
    "the configuration names another fingerprint",
    ["expected: one OpenPGP key with fingerprint F{40}$", "next: +compare the fingerprint"],
    given.config(`.nvidia_driver.cuda_repo_key_fingerprint = "${"F".repeat(40)}"`),
  ),
  noUse(
    "nobody answers",
    ["next: +fetch the key elsewhere and name its path in the configuration: cuda_repo_key$"],
    keyAt("http://127.0.0.1:8080/gone.pub"),
    noKey,
  ),
  noUse(
    "the host has no gpg",
    [
      "gpg is needed to compare the key of the repository, and is not there$",
      "next: +apt-get install gnupg$",
    ],
    given.inWorld("mv", "/usr/bin/gpg", "/usr/bin/gpg.away"),
    noKey,
  ),
  noUse(
    "it arrives as something else",
    ["the key did not arrive whole$", "expected: sha256 [0-9a-f]{64}$", "found: +[0-9a-f]{64}$"],
    given.containerFault(ctid, "base64", { action: "garbage" }),
    given.noContainerFile(ctid, source),
  ),
  scenario(
    "a host without gpg hands over the key it has",
    given.layer(converged),
    given.inWorld("mv", "/usr/bin/gpg", "/usr/bin/gpg.away"),
    noKeyring,
    runFor(ctid),
    expect.changedOnly("cuda_repository"),
    ...right,
  ),
];

export default specification(
  nvidia,
  {
    "container repository states": states,
    "container repository keys": keys,
  },
  { layers: [converged] },
);
