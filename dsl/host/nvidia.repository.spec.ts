import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

export const url = "file:/srv/cuda/repos/debian12/x86_64/";
export const source = "/etc/apt/sources.list.d/phoenix-cuda.sources";
const pin = "/etc/apt/preferences.d/phoenix-cuda";
const keyring = "/usr/share/keyrings/phoenix-cuda.gpg";
const cache = "/usr/local/phoenix_hypervisor/cache";
const otherKey = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** All three files are whole again, and the toolkit comes from the repository. */
export const right = [
  expect.exit(0),
  expect.step("ok", "cuda_toolkit", "nvcc"),
  expect.file(source, "0644"),
  expect.fileHas(source, `^URIs: ${url}$`),
  expect.fileHas(source, `^Signed-By: ${keyring}$`),
  expect.file(pin, "0644"),
  expect.fileHas(pin, "^Pin-Priority: -1$"),
  expect.file(keyring, "0644"),
];

/** The host was converged, then one file of the repository became something else. */
function mended(name: string, ...damage: Sentence[]) {
  return scenario(
    `mended: ${name}`,
    given.layer(converged),
    given.recorded("apt-get"),
    ...damage,
    when.run(),
    expect.changedOnly("cuda_repository"),
    ...right,
    expect.callsTimes(1, "^apt-get update "),
  );
}

const states = [
  scenario(
    "a right repository is left alone, and apt does not fetch lists",
    given.layer(converged),
    given.recorded("apt-get", "wget", "gpg"),
    when.remembered(),
    when.run(),
    expect.step("ok", "apt_sources", "cuda_repository"),
    ...right,
    expect.neverCalls("^apt-get update|^wget|^gpg"),
    expect.unchanged(),
  ),
  mended(
    "a source of an older base",
    given.file(source, "0644", "Types: deb\nURIs: file:/srv/old/\nSuites: /\n"),
  ),
  mended(
    "a source that was cut short",
    given.file(source, "0644", "# Managed by Phoenix Hypervisor\nTypes: deb\nURIs: fi"),
  ),
  mended("an empty source", given.file(source, "0644")),
  mended("a source that only root can read", given.inWorld("chmod", "0600", source)),
  mended("no source", given.noFile(source)),
  mended("an empty pin", given.file(pin, "0644")),
  mended("an empty keyring", given.file(keyring, "0644")),
  mended("a keyring that only root can read", given.inWorld("chmod", "0600", keyring)),
  mended(
    "a keyring with armour",
    given.inWorld("cp", "/srv/cuda/repos/debian12/x86_64/3bf863cc.pub", keyring),
  ),
  mended("another key", given.inWorld("cp", otherKey, keyring)),
  mended("lists that are gone", given.inWorld("find", "/var/lib/apt/lists", "-name", "*cuda*", "-delete")),
  scenario(
    "the key is kept: a keyring is mended while nobody answers",
    given.layer(converged),
    given.config('.nvidia_driver.cuda_repo_key = "http://127.0.0.1:8080/gone.pub"'),
    given.noFile(keyring),
    when.run(),
    expect.changedOnly("cuda_repository"),
    ...right,
  ),
  ...Object.entries({
    "was cut short": `for key in ${cache}/cuda-*.gpg; do : >"$key"; done`,
    "became another one": `cp ${otherKey} ${cache}/cuda-*.gpg`,
  }).map(([what, damage]) =>
    scenario(
      `a kept key that ${what} is fetched again`,
      given.layer(converged),
      given.inWorld("bash", "-c", damage),
      given.noFile(keyring),
      when.run(),
      expect.changedOnly("cuda_repository"),
      ...right,
    ),
  ),
];

/** The key is not kept yet, and what comes instead of it is no use: apt's directories stay as they were. */
function badKey(name: string, key: string, words: readonly string[], ...world: Sentence[]) {
  return scenario(
    `no key: ${name}`,
    given.layer(converged),
    given.config(`.nvidia_driver.cuda_repo_key = "${key}"`),
    given.inWorld("find", cache, "-name", "cuda-*", "-delete"),
    ...world,
    given.recorded("apt-get"),
    when.run(),
    expect.exit(1),
    expect.step("failed", "cuda_repository"),
    ...words.map(expect.says),
    expect.noStep("cuda_toolkit"),
    expect.neverCalls("^apt-get update"),
    when.inWorld("cmp", keyring, "/srv/keyring"),
    expect.exit(0),
    when.inWorld("find", cache, "-name", "cuda-*.gpg"),
    expect.neverSays("gpg"),
  );
}

/** What is still to be fetched cannot be had: told before anything is changed. */
function unreachable(name: string, found: string, config: string, ...world: Sentence[]) {
  return scenario(
    `out of reach: ${name}`,
    given.layer(converged),
    given.config(config),
    ...world,
    when.remembered(),
    when.run(),
    expect.exit(4),
    expect.step("failed", "cuda_repository"),
    expect.noStep("driver"),
    expect.says(`found: +${found}$`),
    expect.says("next: +name a mirror or a path .*cuda_repo_base_url.*host_toolkit to false$"),
    expect.unchanged(),
  );
}

const noKey = given.inWorld("find", cache, "-name", "cuda-*", "-delete");
const mirrored = '.nvidia_driver.cuda_repo_base_url = "http://127.0.0.1:8080/cuda/repos"';
const keyAt = (place: string) => `.nvidia_driver.cuda_repo_key = "${place}"`;

const reach = [
  unreachable("nobody answers for the repository", ".*failed: Connection refused\\.", mirrored),
  unreachable(
    "the mirror has no such repository",
    "HTTP/1.1 404 Not Found",
    '.nvidia_driver.cuda_repo_base_url = "http://127.0.0.1:8080/none"',
    given.mirror(),
  ),
  unreachable("no repository at the path", "none", '.nvidia_driver.cuda_repo_base_url = "/srv/none"'),
  unreachable(
    "the server does not have the key",
    "HTTP/1.1 404 Not Found",
    keyAt("http://127.0.0.1:8080/none.pub"),
    noKey,
    given.mirror(),
  ),
  unreachable(
    "nobody answers for the key",
    ".*failed: Connection refused\\.",
    keyAt("http://127.0.0.1:8080/none.pub"),
    noKey,
  ),
  unreachable("the path of the key leads nowhere", "none", keyAt("/srv/none.pub"), noKey),
  scenario(
    "apt goes through a proxy of its own: that wget cannot reach the repository is no finding",
    given.layer(converged),
    given.config(mirrored),
    given.file("/etc/apt/apt.conf.d/proxy", "0644", 'Acquire::http::Proxy "http://127.0.0.1:9";\n'),
    when.run(),
    expect.exit(1),
    expect.step("ok", "driver_answers"),
    expect.step("failed", "cuda_repository"),
    expect.says("command: +apt-get update "),
  ),
];

const before = given.inWorld("cp", keyring, "/srv/keyring");
const vendor = "/srv/cuda/repos/debian12/x86_64/3bf863cc.pub";

const keys = [
  badKey(
    "a page of a portal",
    "/srv/portal",
    ["what came from /srv/portal is not a key$", "found: +no OpenPGP key$"],
    before,
    given.file("/srv/portal", "0644", "<html>Please log in - or pay</html>\n"),
  ),
  badKey("an empty file", "/srv/empty", ["is not (a|the) key$"], before, given.file("/srv/empty", "0644")),
  badKey(
    "the key of somebody else",
    "/srv/cuda/repos/debian13/x86_64/8793F200.pub",
    ["expected: one OpenPGP key with fingerprint [0-9A-F]{40}$", "found: +[0-9A-F]{40}$", "is not the key$"],
    before,
  ),
  badKey(
    "two keys in one file",
    "/srv/two.pub",
    ["found: +[0-9A-F]{40} [0-9A-F]{40}$"],
    before,
    given.inWorld("bash", "-c", `cat ${vendor} /srv/cuda/repos/debian13/x86_64/8793F200.pub >/srv/two.pub`),
  ),
  scenario(
    "the configuration names another fingerprint: nothing in apt's directories is touched",
    given.layer(converged),
    given.config(`.nvidia_driver.cuda_repo_key_fingerprint = "${"F".repeat(40)}"`),
    before,
    when.run(),
    expect.exit(1),
    expect.says(`expected: one OpenPGP key with fingerprint F{40}$`),
    expect.says(
      "next: +compare the fingerprint with the one the vendor publishes; apt's files are as they were$",
    ),
    when.inWorld("cmp", keyring, "/srv/keyring"),
    expect.exit(0),
  ),
  scenario(
    "each distribution has its own key file, taken from the host's own os-release",
    given.host("debian13"),
    given.gpus(1),
    given.config('.nvidia_driver.cuda_version = "13.0"'),
    when.run(),
    expect.exit(0),
    expect.step("changed", "cuda_repository", "cuda_toolkit"),
    expect.fileHas(source, "^URIs: file:/srv/cuda/repos/debian13/x86_64/$"),
    expect.package("cuda-toolkit-13-0", "installed"),
  ),
];

/** The repository itself became something that apt must not trust; apt has an old list of it. */
function distrusted(name: string, words: string, ...world: Sentence[]) {
  return scenario(
    `no lists: ${name}`,
    given.layer(converged),
    ...world,
    given.noFile(source),
    when.run(),
    expect.exit(1),
    expect.step("failed", "cuda_repository"),
    expect.says(words),
    expect.says("expected: lists of (file:|http:)\\S+ that apt trusts$"),
    expect.neverSays("found: "),
    expect.says("command: +apt-get update "),
    expect.says("next: +mend the repository or name another one, and run the same command again$"),
    expect.noStep("cuda_toolkit"),
  );
}

const lists = [
  distrusted("the release has expired", "Release file .* (is )?expired", given.cudaRelease("expired")),
  distrusted("the release is not signed", "is not signed|no longer signed", given.cudaRelease("unsigned")),
  distrusted(
    "the release is signed by somebody else",
    "NO_PUBKEY|public key is not available|Missing key",
    given.cudaRelease("other-key"),
  ),
  distrusted(
    "nobody answers, which apt takes for a warning",
    "Failed to fetch|Could not connect",
    given.config(mirrored),
    given.fault("wget", { action: "empty" }),
  ),
  scenario(
    "a mirror by http gives repository and key",
    given.layer(converged),
    given.config(mirrored),
    given.inWorld("find", cache, "-name", "cuda-*", "-delete"),
    given.mirror(),
    when.run(),
    expect.exit(0),
    expect.changedOnly("cuda_repository"),
    expect.fileHas(source, "^URIs: http://127.0.0.1:8080/cuda/repos/debian12/x86_64/$"),
  ),
];

export default specification(
  nvidia,
  {
    "repository states": states,
    "repository keys and lists": [...keys, ...lists],
    "repository out of reach": reach,
  },
  { layers: [converged] },
);
