import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { right, source, url } from "./nvidia.repository.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** A source of others that names the repository too. */
function doubled(name: string, path: string, text: string, ...words: string[]) {
  return scenario(
    `named twice: ${name}`,
    given.layer(converged),
    given.file(path, "0644", text),
    when.run(),
    expect.changedOnly("apt_sources"),
    ...right,
    expect.says(`^note +apt_sources: ${path} names ${url} too, and is switched off there$`),
    ...words.map((word) => expect.fileHas(path, word)),
    when.remembered(),
    when.run(),
    expect.neverSays("^(changed|note|warning)"),
    expect.unchanged(),
  );
}

const other = "deb http://127.0.0.1:9/other stable main\n";
const disabled = `Types: deb\nURIs: ${url}\nSuites: /\nEnabled: no\n`;

const duplicates = [
  doubled(
    "in one line with another key",
    "/etc/apt/sources.list.d/cuda.list",
    `# mine\ndeb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${url} /\n${other}`,
    "^# mine$",
    `^# .*: deb \\[arch=amd64 .*${url} /$`,
    "^deb http://127.0.0.1:9/other",
  ),
  doubled(
    "in one line without key and without the last slash",
    "/etc/apt/sources.list",
    "deb file:///srv/cuda/repos/debian12/x86_64 /\n",
    "^# .*: deb file:",
  ),
  doubled(
    "in deb822",
    "/etc/apt/sources.list.d/cuda.sources",
    `Types: deb\nURIs: ${url}\nSuites: /\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\n${disabled}`,
    "^Enabled: no$",
    `^URIs: ${url}$`,
  ),
  doubled(
    "in deb822 beside another repository",
    "/etc/apt/sources.list.d/both.sources",
    `Types: deb\nURIs: file:/srv/debian ${url}\nSuites: /\nTrusted: yes\n`,
    "^URIs: file:/srv/debian *$",
  ),
  scenario(
    "named twice: by the cuda-keyring package, with its own key",
    given.layer(converged),
    given.inWorld("dpkg", "--install", "/srv/cuda/repos/debian12/x86_64/cuda-keyring_1.1-1_all.deb"),
    when.inWorld("apt-cache", "policy"),
    expect.says("Conflicting values set for option Signed-By"),
    when.run(),
    expect.changedOnly("apt_sources"),
    ...right,
    expect.fileHas("/etc/apt/sources.list.d/cuda-debian12-x86_64.list", "^# .*: deb "),
    expect.package("cuda-keyring", "installed"),
  ),
  scenario(
    "a host that was set up with the cuda-keyring package converges from there",
    given.host(),
    given.gpus(1),
    given.config(),
    given.cudaSource(),
    when.run(),
    expect.step("changed", "cuda_repository", "cuda_toolkit"),
    expect.exit(0),
    when.run(),
    ...right,
    expect.neverSays("^(changed|failed)"),
  ),
  scenario(
    "sources of others are left alone, and so are those that are switched off already",
    given.layer(converged),
    given.file("/etc/apt/sources.list.d/other.list", "0640", `${other}# deb ${url} /\n`),
    given.file("/etc/apt/sources.list.d/off.sources", "0644", disabled),
    given.file("/etc/apt/sources.list.d/cuda.list.save", "0644", `deb ${url} /\n`),
    given.noFile(source),
    when.run(),
    expect.changedOnly("cuda_repository"),
    expect.file("/etc/apt/sources.list.d/other.list", "0640", `${other}# deb ${url} /\n`),
    expect.file("/etc/apt/sources.list.d/off.sources", "0644", disabled),
    expect.file("/etc/apt/sources.list.d/cuda.list.save", "0644", `deb ${url} /\n`),
  ),
];

const two = "/etc/apt/sources.list.d/two.list";
const foreign = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]";

const inPlace = [
  scenario(
    "two lines of one file name it with different keys: the first one stays",
    given.layer(converged),
    given.noFile(source),
    given.file(two, "0644", `deb [trusted=yes] ${url} /\ndeb ${foreign} ${url} /\n`),
    when.run("--only", "apt_sources"),
    expect.exit(0),
    expect.step("changed", "apt_sources"),
    expect.fileHas(two, `^deb \\[trusted=yes\\] ${url} /$`),
    expect.fileHas(two, `^# switched off, .*: deb \\[signed-by=.*${url} /$`),
    when.run(),
    expect.changedOnly("cuda_repository"),
    ...right,
  ),
  scenario(
    "another repository whose URL begins like this one stays whole",
    given.layer(converged),
    given.file(
      "/etc/apt/sources.list.d/longer.sources",
      "0644",
      `Types: deb\nURIs: ${url}more ${url}\n ${url}\n ${url}other\nSuites: /\nTrusted: yes\n`,
    ),
    when.run(),
    expect.changedOnly("apt_sources"),
    ...right,
    expect.file(
      "/etc/apt/sources.list.d/longer.sources",
      "0644",
      `Types: deb\nURIs: ${url}more\n ${url}other\nSuites: /\nTrusted: yes\n`,
    ),
  ),
  scenario(
    "a file that only root can read, and that a link leads to, stays both",
    given.layer(converged),
    given.file("/etc/apt/private/cuda.list", "0600", `deb ${foreign} ${url} /\n`),
    given.inWorld("ln", "-s", "../private/cuda.list", "/etc/apt/sources.list.d/cuda.list"),
    when.run(),
    expect.changedOnly("apt_sources"),
    ...right,
    expect.file("/etc/apt/private/cuda.list", "0600"),
    expect.fileHas("/etc/apt/private/cuda.list", "^# switched off"),
    when.inWorld("readlink", "/etc/apt/sources.list.d/cuda.list"),
    expect.says("^../private/cuda.list$"),
  ),
];

const password = given.config(
  '.nvidia_driver.cuda_repo_base_url = "http://me:s3cret@127.0.0.1:8080/cuda/repos"',
);
const secretSource = "^URIs: http://me:s3cret@127.0.0.1:8080/cuda/repos/debian12/x86_64/$";

const spellings = [
  scenario(
    "a path is one repository however apt prints it",
    given.layer(converged),
    given.config('.nvidia_driver.cuda_repo_base_url = "file:///srv/cuda/repos/"'),
    when.run(),
    expect.exit(0),
    expect.changedOnly("cuda_repository"),
    when.run(),
    expect.exit(0),
    expect.neverSays("^(changed|failed)"),
  ),
  scenario(
    "a password in the URL reaches neither the terminal nor the log",
    given.layer(converged),
    password,
    given.mirror(),
    when.plan("--diff"),
    expect.exit(3),
    expect.says("^\\+URIs: http://\\*\\*\\*@127.0.0.1:8080/cuda/"),
    expect.neverSays("s3cret"),
    when.run("--verbose", "--json"),
    expect.exit(0),
    expect.changedOnly("cuda_repository"),
    expect.neverSays("s3cret"),
    expect.fileHas(source, secretSource),
    expect.file("/var/log/phoenix_hypervisor/hypervisor_feature_install_nvidia.log", "0640"),
    expect.file("/var/log/phoenix_hypervisor/hypervisor_feature_install_nvidia.jsonl", "0640"),
    when.inWorld("grep", "--recursive", "s3cret", "/var/log/phoenix_hypervisor"),
    expect.exit(1),
  ),
  scenario(
    "a failure does not tell the password either",
    given.layer(converged),
    password,
    given.inWorld("find", "/usr/local/phoenix_hypervisor/cache", "-name", "cuda-*", "-delete"),
    when.run("--json"),
    expect.exit(4),
    expect.says("expected: an answer from http://\\*\\*\\*@127.0.0.1:8080/cuda/"),
    expect.says('"expected": "an answer from http://\\*\\*\\*@127'),
    expect.neverSays("s3cret"),
  ),
];

const update = given.inWorld("apt-get", "--quiet=2", "update");
const withoutToolkit = [given.layer(converged), given.inWorld("dpkg", "--purge", "cuda-toolkit-12-8")];
const noDriver = [
  expect.package("nvidia-driver", "absent"),
  expect.package("cuda-drivers", "absent"),
  expect.package("cuda-toolkit-12-8", "absent"),
];

const candidates = [
  scenario(
    "no driver comes from this repository, whatever its version",
    given.layer(converged),
    when.inWorld("apt-cache", "policy", "cuda-drivers"),
    expect.says("Candidate: \\(none\\)$"),
    when.inWorld("apt-cache", "policy", "nvidia-driver"),
    expect.says("Candidate: 535"),
    when.inWorld("apt-get", "--simulate", "install", "cuda"),
    expect.exit(100 as 1),
  ),
  scenario(
    "the toolkit would come from another repository",
    ...withoutToolkit,
    given.offered("debian", "cuda-toolkit-12-8_99_all"),
    update,
    when.run(),
    expect.exit(1),
    expect.step("failed", "cuda_repository"),
    expect.says(`expected: a candidate for cuda-toolkit-12-8 from ${url}$`),
    expect.says("found: +99$"),
    expect.says("next: +see where apt takes it from: apt-cache policy cuda-toolkit-12-8$"),
    expect.noStep("cuda_toolkit"),
    ...noDriver,
  ),
  scenario(
    "the repository does not have the toolkit",
    given.layer(converged),
    given.config('.nvidia_driver.cuda_version = "12.6"'),
    when.run(),
    expect.exit(1),
    expect.says("expected: a candidate for cuda-toolkit-12-6 from"),
    expect.says("found: +none$"),
    expect.says(
      "next: +name a repository that has cuda-toolkit-12-6, or another CUDA release, in the configuration$",
    ),
  ),
  scenario(
    "a toolkit that brings a driver is refused before anything is changed, where apt knows of it",
    ...withoutToolkit,
    given.offered("cuda", "cuda-toolkit-12-8_99_all", "Depends: nvidia-driver"),
    update,
    // An earlier step has something to do too, and must not get to it.
    given.noFile("/etc/modprobe.d/phoenix-nouveau.conf"),
    when.remembered(),
    when.run(),
    expect.exit(4),
    expect.step("failed", "cuda_toolkit"),
    expect.says("expected: cuda-toolkit-12-8 without a driver$"),
    expect.says("found: +it would bring .*nvidia-driver"),
    expect.unchanged(),
    ...noDriver,
  ),
  scenario(
    "a toolkit that brings a driver is refused before it is installed, where apt only learns of it",
    ...withoutToolkit,
    given.offered("cuda", "cuda-toolkit-12-8_99_all", "Depends: nvidia-driver"),
    given.noFile(source),
    given.inWorld("find", "/var/lib/apt/lists", "-name", "*cuda*", "-delete"),
    when.run(),
    expect.exit(4),
    expect.step("changed", "cuda_repository"),
    expect.says("^failed +cuda_toolkit +refused: cuda-toolkit-12-8$"),
    ...noDriver,
  ),
  scenario(
    "a toolkit that demands the driver of this repository cannot be installed",
    ...withoutToolkit,
    given.offered("cuda", "cuda-toolkit-12-8_99_all", "Depends: cuda-drivers"),
    update,
    when.run(),
    expect.exit(1),
    expect.step("failed", "cuda_toolkit"),
    expect.says("cuda-drivers"),
    ...noDriver,
  ),
];

export default specification(
  nvidia,
  {
    "repository sources of others and candidates": [...duplicates, ...candidates],
    "repository sources in place and spelt otherwise": [...inPlace, ...spellings],
  },
  { layers: [converged] },
);
