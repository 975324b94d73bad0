import {
  expect,
  given,
  type Scenario,
  type Sentence,
  scenario,
  specification,
  when,
} from "../../src/index.ts";
import * as there from "../nvidia-world.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** What has happened to a converged host, which steps must mend it (and follow), and what must be there again. */
export interface Drift {
  readonly name: string;
  readonly given: readonly Sentence[];
  readonly changed: readonly [string, ...string[]];
  readonly after?: readonly Sentence[];
  readonly options?: readonly string[];
}

/** A plan tells it, and one run mends it and nothing else. */
export function drifts({ name, given: happened, changed, after = [], options = [] }: Drift): Scenario {
  return scenario(
    name,
    given.layer(converged),
    ...happened,
    when.plan(...options),
    expect.exit(3),
    expect.step("would", changed[0]),
    when.run(...options),
    expect.exit(0),
    expect.changedOnly(...changed),
    ...after,
  );
}

export const shell = (command: string) => given.inWorld("bash", "-c", command);
/** dpkg alone takes a package away without those that need it. */
const removed = (name: string) => given.inWorld("dpkg", "--remove", "--force-depends", name);
const sameContent = (one: string, other: string) => [when.inWorld("cmp", one, other), expect.exit(0)];
const lostInTheCache: readonly Omit<Drift, "changed">[] = [
  { name: "the .run is gone", given: [given.noFile(there.runfile)] },
  {
    name: "the .run is cut short",
    given: [given.inWorld("truncate", "--size=1000", there.runfile)],
  },
  {
    name: "the .run has other bytes of the same number, as --verify-cache finds",
    given: [shell(`printf X | dd of=${there.runfile} bs=1 seek=2000 conv=notrunc`)],
    options: ["--verify-cache"],
  },
  {
    name: "the .run has another mode",
    given: [given.inWorld("chmod", "0600", there.runfile)],
  },
  {
    name: "the .run has another owner",
    given: [given.inWorld("chown", "1000:1000", there.runfile)],
  },
  {
    name: "the record that the .run was hashed is gone",
    given: [given.noFile(`${there.runfile}.verified`), given.recorded("cp", "wget")],
    after: [expect.neverCalls("^(cp|wget) ")],
  },
  {
    name: "the record of the hash was cut short",
    given: [given.file(`${there.runfile}.verified`, "0644", "0123")],
  },
];

const cacheDrifts = lostInTheCache.map(
  (drift): Drift => ({
    ...drift,
    changed: ["runfile"],
    after: [
      expect.file(there.runfile, "0644"),
      ...(drift.after ?? []),
      ...sameContent(there.runfile, there.origin),
    ],
  }),
);

const installed = (...names: string[]) => names.map((name) => expect.package(name, "installed"));

const packageDrifts: Drift[] = [
  ...["build-essential", "dkms", "pkg-config", "gnupg"].map(
    (name): Drift => ({
      name: `${name} is removed`,
      given: [removed(name)],
      changed: ["build_tools"],
      after: installed(name),
    }),
  ),
  {
    name: "dkms is unpacked but not configured",
    given: [shell("apt-get --quiet download dkms && dpkg --unpack dkms_*.deb && rm dkms_*.deb")],
    changed: ["build_tools"],
    after: installed("dkms"),
  },
  ...[
    `proxmox-headers-${there.runningKernel}`,
    `proxmox-headers-${there.nextKernel}`,
    "proxmox-default-headers",
  ].map(
    (name): Drift => ({
      name: `${name} is removed`,
      given: [removed(name)],
      changed: ["kernel_headers"],
      after: installed(name),
    }),
  ),
  {
    name: "the toolkit is removed",
    given: [removed("cuda-toolkit-12-8")],
    changed: ["cuda_toolkit"],
    after: installed("cuda-toolkit-12-8"),
  },
];

/** A rewritten file is newer than each initramfs, which therefore follows. */
const bootDrifts: Drift[] = [
  ...Object.entries({
    "the file against nouveau is gone": given.noFile(there.nouveauConf),
    "the file against nouveau was edited": given.file(there.nouveauConf, "0644", "# blacklist nouveau\n"),
    "the file against nouveau is cut short": given.file(there.nouveauConf, "0644", "blacklist nouveau\n"),
    "the file against nouveau has another mode": given.inWorld("chmod", "0600", there.nouveauConf),
    "the file against nouveau is a link": shell(
      `mv ${there.nouveauConf} /root/kept; ln -s /root/kept ${there.nouveauConf}`,
    ),
  }).map(
    ([name, happened]): Drift => ({
      name,
      given: [happened],
      changed: ["nouveau_off", "initramfs"],
      after: [
        expect.file(
          there.nouveauConf,
          "0644",
          "blacklist nouveau\nblacklist nvidiafb\noptions nouveau modeset=0\n",
        ),
        expect.fileHas(`/boot/initrd.img-${there.nextKernel}`, "^blacklist nouveau$"),
      ],
    }),
  ),
  {
    name: "an initramfs is older than the file against nouveau",
    given: [given.inWorld("touch", "--date=2020-01-01", `/boot/initrd.img-${there.nextKernel}`)],
    changed: ["initramfs"],
    after: [expect.calls("^update-initramfs -u -k all$")],
  },
  {
    name: "a kernel has no initramfs",
    given: [given.noFile(`/boot/initrd.img-${there.nextKernel}`)],
    changed: ["initramfs"],
    after: [expect.fileHas(`/boot/initrd.img-${there.nextKernel}`, "^blacklist nouveau$")],
  },
  {
    name: "the file that loads the modules at boot is gone",
    given: [given.noFile(there.modulesConf)],
    changed: ["modules_at_boot"],
    after: [expect.file(there.modulesConf, "0644", "nvidia\nnvidia_uvm\n")],
  },
  {
    name: "the file that loads the modules at boot was edited",
    given: [given.file(there.modulesConf, "0644", "nvidia\n")],
    changed: ["modules_at_boot"],
    after: [expect.file(there.modulesConf, "0644", "nvidia\nnvidia_uvm\n")],
  },
];

const unitDrifts: Drift[] = Object.entries({
  "the unit that makes the nodes at boot is gone": given.noFile(there.nodesUnit, there.nodesUnitLink),
  "the unit that makes the nodes at boot was edited": shell(`sed -i s/pve-guests/other/ ${there.nodesUnit}`),
  "the unit that makes the nodes at boot is not enabled": given.inWorld(
    "systemctl",
    "disable",
    "phoenix-nvidia-nodes.service",
  ),
  "the unit that makes the nodes at boot is masked": shell(`ln -sfn /dev/null ${there.nodesUnit}`),
}).map(([name, happened]) => ({
  name,
  given: [happened],
  changed: ["nodes_at_boot"] as const,
  after: [
    expect.fileHas(there.nodesUnit, "^Before=pve-guests.service$"),
    when.inWorld("systemctl", "is-enabled", "phoenix-nvidia-nodes.service"),
    expect.exit(0),
    expect.says("^enabled$"),
  ],
}));

const repositoryDrifts: Drift[] = Object.entries({
  "the source of the toolkit is gone": given.noFile(there.source),
  "the source of the toolkit was edited": shell(`sed -i s/debian12/debian11/ ${there.source}`),
  "the source of the toolkit has another mode": given.inWorld("chmod", "0600", there.source),
  "the pin against drivers is gone": given.noFile(there.pin),
  "the pin against drivers was edited": shell(`sed -i s/-1$/600/ ${there.pin}`),
  "the keyring is gone": given.noFile(there.keyring),
  "the keyring has other bytes": given.file(there.keyring, "0644", "another key"),
  "the keyring can be read by root alone": given.inWorld("chmod", "0600", there.keyring),
  "nothing tells that the keyring was compared": shell(`rm ${there.cache}/cuda-*.gpg.sha256`),
  "the lists of the repository are gone": shell("rm /var/lib/apt/lists/*cuda*"),
}).map(([name, happened]) => ({
  name,
  given: [happened],
  changed: ["cuda_repository"] as const,
  after: [
    expect.file(there.source, "0644"),
    expect.fileHas(there.source, "^URIs: file:/srv/cuda/repos/debian12/x86_64/$"),
    expect.fileHas(there.pin, "^Pin-Priority: -1$"),
    expect.file(there.keyring, "0644"),
    when.inWorld("bash", "-c", `cmp ${there.keyring} ${there.cache}/cuda-*.gpg`),
    expect.exit(0),
    when.inWorld("apt-cache", "policy", "cuda-toolkit-12-8"),
    expect.says("file:/srv/cuda/repos/debian12/x86_64 "),
  ],
}));

const compilerDrifts: Drift[] = Object.entries({
  "a newer toolkit took /usr/local/cuda": given.installed("cuda-toolkit-13-0"),
  "/usr/local/cuda is gone": given.noFile("/usr/local/cuda"),
  "/usr/local/cuda leads elsewhere": shell("ln -sfn /srv /usr/local/cuda"),
}).map(([name, happened]) => ({
  name,
  given: [happened],
  changed: ["nvcc"] as const,
  after: [
    when.inWorld("readlink", "--canonicalize", "/usr/local/cuda"),
    expect.says("^/usr/local/cuda-12.8$"),
  ],
}));

export default specification(
  nvidia,
  {
    "drift of files at boot": [...bootDrifts, ...unitDrifts].map(drifts),
    "drift of the cache": cacheDrifts.map(drifts),
    "drift of packages": packageDrifts.map(drifts),
    "drift of the toolkit": [...repositoryDrifts, ...compilerDrifts].map(drifts),
  },
  { layers: [converged] },
);
