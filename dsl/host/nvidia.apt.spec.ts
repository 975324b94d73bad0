import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const update = given.inWorld("apt-get", "--quiet=2", "update");
const noLists = given.inWorld("find", "/var/lib/apt/lists", "-name", "*_*", "-delete");
const withoutToolkit = [given.layer(converged), given.inWorld("dpkg", "--purge", "cuda-toolkit-12-8")];

/** To install these, apt would remove what makes the host a Proxmox host. */
const removals = [
  scenario(
    "a tool that would push a package out is refused before anything is changed",
    given.host(),
    given.gpus(1),
    given.config(),
    given.offered("debian", "pkg-config_99_amd64", "Conflicts: proxmox-ve"),
    update,
    when.remembered(),
    when.run(),
    expect.exit(4),
    expect.step("failed", "build_tools"),
    expect.says("expected: .*pkg-config.* without the removal of other packages$"),
    expect.says("found: +apt would remove proxmox-ve$"),
    expect.says("next: +see what apt says: apt-get --simulate install .*pkg-config"),
    expect.unchanged(),
  ),
  scenario(
    "a tool that would push a package out is refused before it is installed, where apt only learns of it",
    given.host(),
    given.gpus(1),
    given.config(),
    given.offered("debian", "pkg-config_99_amd64", "Conflicts: proxmox-ve"),
    noLists,
    given.recorded("apt-get"),
    when.run(),
    expect.exit(4),
    expect.says("^failed +build_tools +refused: .*pkg-config"),
    expect.says("found: +apt would remove proxmox-ve$"),
    expect.neverCalls("^apt-get install .*--no-remove"),
    expect.package("proxmox-ve", "installed"),
    expect.package("dkms", "absent"),
  ),
  scenario(
    "headers that would push a package out are refused",
    given.layer(converged),
    given.inWorld("dpkg", "--remove", "--force-depends", "proxmox-default-headers"),
    given.offered("debian", "proxmox-default-headers_99_all", "Conflicts: pve-manager"),
    update,
    when.run(),
    expect.exit(4),
    expect.step("failed", "kernel_headers"),
    expect.says("found: +apt would remove .*pve-manager"),
    expect.package("pve-manager", "installed"),
  ),
  scenario(
    "a toolkit that would push a package out is refused",
    ...withoutToolkit,
    given.offered("cuda", "cuda-toolkit-12-8_99_all", "Conflicts: pve-manager"),
    update,
    when.run(),
    expect.exit(4),
    expect.step("failed", "cuda_toolkit"),
    expect.says("found: +apt would remove .*pve-manager"),
    expect.package("pve-manager", "installed"),
  ),
  scenario(
    "every installation forbids apt to remove packages, should things change after the look",
    given.host(),
    given.gpus(1),
    given.config(),
    given.recorded("apt-get"),
    when.run(),
    expect.exit(0),
    expect.callsTimes(3, "^apt-get install "),
    expect.callsTimes(3, "^apt-get install .* --no-remove "),
  ),
];

/** apt does not say what it would do: nothing is installed on a guess. */
const speechless = [
  scenario(
    "a toolkit of which apt never says what comes with it is not installed",
    ...withoutToolkit,
    given.fault("apt-get", { action: "exit 100", matching: "--simulate .*cuda-toolkit" }),
    when.run(),
    expect.exit(1),
    expect.step("failed", "cuda_toolkit"),
    expect.says("command: +apt-get --simulate .*cuda-toolkit-12-8 \\(exit 100\\)$"),
    expect.callsTimes(1, "^apt-get update "),
    expect.neverCalls("^apt-get install .*cuda-toolkit"),
    expect.package("cuda-toolkit-12-8", "absent"),
  ),
  scenario(
    "tools that apt cannot judge even with fresh lists are not installed",
    given.host(),
    given.gpus(1),
    given.config(),
    given.fault("apt-get", { action: "exit 100", matching: "(--print-uris|--simulate) .*dkms" }),
    when.run(),
    expect.exit(1),
    expect.step("failed", "build_tools"),
    expect.callsTimes(1, "^apt-get update "),
    expect.neverCalls("^apt-get install "),
    expect.package("dkms", "absent"),
  ),
];

/** A mirror that answers badly. */
const mirrors = [
  scenario(
    "a mirror that does not have the package: what apt says, and no word of the room that there is",
    ...withoutToolkit,
    given.config('.nvidia_driver.cuda_repo_base_url = "http://127.0.0.1:8080/cuda/repos"'),
    given.mirror("404 /cuda/repos/debian12/x86_64/cuda-toolkit-12-8_12.8.1-1_amd64.deb"),
    when.run(),
    expect.exit(1),
    expect.endedAt("cuda_toolkit"),
    expect.says("404 +Not Found"),
    expect.neverSays("make room"),
    expect.says("next: +mend the cause"),
  ),
  scenario(
    "an enterprise repository without subscription stops no installation",
    given.host(),
    given.gpus(1),
    given.config(".nvidia_driver.host_toolkit = false"),
    given.file(
      "/etc/apt/sources.list.d/pve-enterprise.list",
      "0644",
      "deb http://127.0.0.1:8080/enterprise bookworm pve-enterprise\n",
    ),
    given.mirror("401 /enterprise/dists/bookworm/InRelease", "401 /enterprise/dists/bookworm/Release"),
    given.file(
      "/etc/apt/sources.list.d/debian.sources",
      "0644",
      "Types: deb\nURIs: http://127.0.0.1:8080/debian\nSuites: bookworm\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n",
    ),
    when.run(),
    expect.says("^warning +build_tools: .*401"),
    expect.exit(0),
    expect.step("changed", "build_tools", "kernel_headers", "driver"),
    expect.file("/etc/apt/sources.list.d/pve-enterprise.list", "0644"),
  ),
];

export default specification(
  nvidia,
  { "apt installs nothing unasked": [...removals, ...speechless], "mirrors that lack something": mirrors },
  { layers: [converged] },
);
