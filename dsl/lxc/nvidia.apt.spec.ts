import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged, ctid, planFor, removedInside, runFor, toolkit } from "../lxc-world.ts";
import { source } from "../nvidia-world.ts";
import { right } from "./nvidia.repository.spec.ts";
import nvidia from "./nvidia.ts";

type Distribution = "debian12" | "debian13" | "ubuntu2404";

const url = "file:/srv/cuda/repos/debian12/x86_64/";
const proxy = given.containerFile(
  ctid,
  "/etc/apt/apt.conf.d/proxy",
  "0644",
  'Acquire::http::Proxy "http://127.0.0.1:9";\n',
);

/** A source of others in the container that names the repository too. */
function doubled(name: string, path: string, text: string) {
  return scenario(
    `named twice in a container: ${name}`,
    given.layer(converged),
    given.containerFile(ctid, path, "0644", text),
    runFor(ctid),
    expect.changedOnly("apt_sources"),
    ...right,
    expect.says(`^note +apt_sources: ${path} names ${url} too, and is switched off there$`),
    when.remembered(),
    runFor(ctid),
    expect.neverSays("^(changed|note|warning)"),
    expect.unchanged(),
  );
}

const foreign = "/usr/share/keyrings/debian-archive-keyring.gpg";

const sources = [
  doubled(
    "in one line with another key",
    "/etc/apt/sources.list.d/cuda.list",
    `deb [signed-by=${foreign}] ${url} /\n`,
  ),
  doubled(
    "in deb822",
    "/etc/apt/sources.list.d/cuda.sources",
    `Types: deb\nURIs: ${url}\nSuites: /\nSigned-By: ${foreign}\n`,
  ),
  scenario(
    "named twice in a container: by the cuda-keyring package, with its own key",
    given.layer(converged),
    given.inContainer(
      ctid,
      "dpkg",
      "--install",
      "/srv/cuda/repos/debian12/x86_64/cuda-keyring_1.1-1_all.deb",
    ),
    runFor(ctid),
    expect.changedOnly("apt_sources"),
    ...right,
    expect.containerPackage(ctid, "cuda-keyring", "installed"),
  ),
  ...["readlink", "mv"].map((command) =>
    scenario(
      `apt_sources fails in a container because ${command} fails`,
      given.layer(converged),
      given.containerFile(ctid, "/etc/apt/sources.list.d/cuda.list", "0644", `deb ${url} /\n`),
      given.containerFault(ctid, command, { action: "exit 1", matching: "cuda\\.list" }),
      runFor(ctid),
      expect.exit(1),
      expect.endedAt("apt_sources"),
      expect.says(`^ +command: +${command} `),
      given.noMoreFaults(),
      runFor(ctid),
      ...right,
    ),
  ),
];

/** A container of this distribution, fresh from its template, on a host that is ready. */
const fresh = (from: Distribution, ...world: Sentence[]) => [
  given.host(from === "debian13" ? from : "debian12"),
  given.readyHost(1),
  given.lxcConfig('.lxc_configs."901".gpu_assignment = "0"'),
  given.container(ctid, { from, gpus: [0] }),
  ...world,
];
const byVendor = given.config("del(.nvidia_driver | .cuda_repo_base_url, .cuda_repo_key_fingerprint)");
const ownUrl = (place: string) => given.lxcConfig(`.nvidia_repo_url = "${place}"`);
const ubuntu = "http://127.0.0.1:8080/cuda/repos/ubuntu2404/x86_64/";

/** The repository cannot be for this container: said by a plan as by a run, and nothing of the step is done. */
function refused(name: string, expected: string, found: string, ...world: Sentence[]) {
  return scenario(
    `not for this container: ${name}`,
    ...world,
    runFor(ctid),
    expect.exit(4),
    expect.endedAt("cuda_repository"),
    expect.says("^failed +cuda_repository +refused: this repository is not for this container$"),
    expect.says(`expected: ${expected}$`),
    expect.says(`found: +${found}$`),
    expect.says("next: +take a container of another distribution, or name a repository .*nvidia_repo_url$"),
    expect.containerNoFile(ctid, source),
    when.remembered(),
    planFor(ctid),
    expect.exit(4),
    expect.endedAt("cuda_repository"),
    expect.unchanged(),
  );
}

const distributions = [
  scenario(
    "a template without apt's cache directory is no finding: apt makes it again",
    ...fresh("debian12", given.noContainerFile(ctid, "/var/cache/apt")),
    runFor(ctid),
    expect.exit(0),
    expect.step("changed", "installer_tools", "cuda_toolkit"),
  ),
  scenario(
    "a container of another distribution than the host's gets the repository of its own",
    ...fresh("ubuntu2404"),
    runFor(ctid),
    expect.exit(0),
    expect.step("changed", "cuda_repository", "cuda_toolkit"),
    expect.containerFileHas(ctid, source, "^URIs: file:/srv/cuda/repos/ubuntu2404/x86_64/$"),
    expect.containerPackage(ctid, "cuda-toolkit-12-8", "installed"),
    expect.containerPackage(ctid, "cuda-drivers", "absent"),
    runFor(ctid),
    expect.exit(0),
    expect.pctExecs(1),
    expect.neverSays("^changed"),
  ),
  scenario(
    "the containers' own repository counts, and may name this distribution",
    ...fresh("ubuntu2404", ownUrl(ubuntu), given.mirror()),
    runFor(ctid),
    expect.exit(0),
    expect.containerFileHas(ctid, source, `^URIs: ${ubuntu}$`),
    expect.containerPackage(ctid, "cuda-toolkit-12-8", "installed"),
  ),
  refused(
    "it is another distribution's",
    "a repository for debian12",
    `${ubuntu}, which is for ubuntu2404`,
    ...fresh("debian12", ownUrl(ubuntu), given.mirror()),
  ),
  refused(
    "NVIDIA does not publish the release there",
    "CUDA 12.8 in NVIDIA's repository for debian13",
    "NVIDIA does not publish it there",
    ...fresh("debian13", byVendor, proxy),
  ),
  refused(
    "NVIDIA's repository is named as a whole",
    "CUDA 12.8 in NVIDIA's repository for debian13",
    "NVIDIA does not publish it there",
    ...fresh("debian13", proxy),
    ownUrl("https://developer.download.nvidia.com/compute/cuda/repos/debian13/x86_64/"),
  ),
  scenario(
    "of a mirror apt alone can say what it has",
    ...fresh("debian13"),
    runFor(ctid),
    expect.exit(1),
    expect.endedAt("cuda_repository"),
    expect.says("^warning +cuda_repository: glibc 2.41 is too new for nvcc 12.8: "),
    expect.says("expected: a candidate for cuda-toolkit-12-8 from file:/srv/cuda/repos/debian13/x86_64/$"),
    expect.says(
      "next: +name a repository that has cuda-toolkit-12-8, or another CUDA release, in the configuration$",
    ),
    given.config('.nvidia_driver.cuda_version = "13.0"'),
    runFor(ctid),
    expect.exit(0),
    expect.containerPackage(ctid, "cuda-toolkit-13-0", "installed"),
  ),
  scenario(
    "a path that the container does not see",
    given.layer(converged),
    given.config(
      '.nvidia_driver |= (.cuda_repo_base_url = "/srv/none" | .cuda_repo_key = "/srv/cuda/repos/debian12/x86_64/3bf863cc.pub")',
    ),
    runFor(ctid),
    expect.exit(4),
    expect.endedAt("cuda_repository"),
    expect.says("expected: a file that can be read: /srv/none/debian12/x86_64/Release$"),
    expect.says("next: +mount the directory into the container, or name a mirror by http: nvidia_repo_url$"),
    expect.containerFileHas(ctid, source, `^URIs: ${url}$`),
  ),
];

const noLists = given.inContainer(ctid, "find", "/var/lib/apt/lists", "-name", "*cuda*", "-delete");

/** A step, and what gives its apt something to do. */
const work = [
  ["installer_tools", removedInside("kmod")],
  ["cuda_repository", noLists],
  ["cuda_toolkit", removedInside(toolkit)],
] as const;

const failing = work.flatMap(([step, drift]) =>
  (["kill", "empty"] as const).map((action) =>
    scenario(
      `${step} fails in a container when apt-get does: ${action}`,
      given.layer(converged),
      drift,
      given.containerFault(ctid, "apt-get", { action, matching: "^(update|install) " }),
      runFor(ctid),
      expect.exit(1),
      expect.endedAt(step),
      expect.says(action === "empty" ? "applied, but it still does not hold" : "^ +command: +apt-get "),
      given.noMoreFaults(),
      runFor(ctid),
      expect.exit(0),
      expect.neverSays("^failed"),
    ),
  ),
);

/** The container's own packages, as a full disk leaves them: unpacked, without what they depend on. */
const unpackedAlone = (archive: string) => [
  given.inContainer(ctid, "dpkg", "--purge", toolkit, "cuda-compiler-12-8", "cuda-nvcc-12-8"),
  given.inContainer(ctid, "bash", "-c", `dpkg --unpack ${archive} || true`),
];

const incomplete = [
  scenario(
    "what a full disk has left unpacked in a container is completed",
    given.layer(converged),
    ...unpackedAlone("/srv/cuda/repos/debian12/x86_64/cuda-toolkit-12-8_*.deb"),
    runFor(ctid),
    expect.exit(0),
    expect.changedOnly("cuda_toolkit"),
    expect.containerPackage(ctid, "cuda-nvcc-12-8", "installed"),
  ),
  scenario(
    "what is unpacked in a container is not completed where that would bring a driver",
    given.layer(converged),
    given.offered("debian", "gpu-monitor_1.0_all", "Depends: nvidia-smi"),
    given.inContainer(ctid, "apt-get", "--quiet=2", "update"),
    ...unpackedAlone("/srv/debian/pool/gpu-monitor_*.deb"),
    runFor(ctid),
    expect.exit(4),
    expect.endedAt("cuda_toolkit"),
    expect.says("refused: what unpacked packages lack$"),
    expect.says("found: +it would bring .*nvidia-smi"),
    expect.says(
      "next: +apt-get check names the packages that lack something: remove those that need a driver$",
    ),
    expect.containerPackage(ctid, "nvidia-smi", "absent"),
  ),
];

export default specification(
  nvidia,
  {
    "container repository sources": sources,
    "container repository distributions": distributions,
    "container apt fails": failing,
    "container packages incomplete": incomplete,
  },
  { layers: [converged] },
);
