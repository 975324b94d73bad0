import {
  expect,
  type Fault,
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

/** A step that has something to do on a converged host, and a command of its apply that fails it. */
export interface Failure {
  readonly step: string;
  readonly because: string;
  readonly drift: readonly Sentence[];
  readonly command: string;
  readonly fault: Fault;
  /** What is said of it: the command unless something else is. */
  readonly says?: string;
  readonly options?: readonly string[];
}

export const shell = (command: string) => given.inWorld("bash", "-c", command);
const removed = (name: string) => given.inWorld("dpkg", "--remove", "--force-depends", name);
const configured = (field: string, value: string | boolean) =>
  given.config(`.nvidia_driver.${field} = ${JSON.stringify(value)}`);
export const exits = (code: number, matching = ""): Fault => ({
  action: `exit ${code}`,
  ...(matching ? { matching } : {}),
});

/** The line of the pipeline that a message about this step names. */
function sourceOf(id: string): string {
  const step = nvidia.steps.find((one) => one.id === id);
  return `^ +source: +dsl/host/nvidia\\.ts:${step?.at.line}$`;
}

/** The run ends there and names step, source and command; the same command again goes on from what is done. */
export function fails({ step, because, drift, command, fault, says, options = [] }: Failure): Scenario {
  return scenario(
    `${step} fails because ${because}`,
    given.layer(converged),
    ...drift,
    given.fault(command, fault),
    when.run(...options),
    expect.exit(1),
    expect.endedAt(step),
    expect.says(sourceOf(step)),
    expect.says(says ?? `^ +command: +${command} `),
    expect.says("^ +next: +[^ ]"),
    given.noMoreFaults(),
    when.run(...options),
    expect.exit(0),
    expect.neverSays("^failed"),
  );
}

const ofStep = (step: string, failures: readonly Omit<Failure, "step">[]): Failure[] =>
  failures.map((failure) => ({ step, ...failure }));

const noRunfile = [given.noFile(there.runfile)];
const byWeb = [
  ...noRunfile,
  given.mirror(),
  configured("runfile_url", `http://127.0.0.1:8080/${there.runfile.slice(there.cache.length + 1)}`),
];

const downloads = ofStep("runfile", [
  { because: "cp fails", drift: noRunfile, command: "cp", fault: exits(1) },
  { because: "cp is killed", drift: noRunfile, command: "cp", fault: { action: "kill" } },
  {
    because: "cp says that all is well and copies nothing",
    drift: noRunfile,
    command: "cp",
    fault: { action: "empty" },
    says: "sha256sum",
  },
  {
    because: "wget fails",
    drift: byWeb,
    command: "wget",
    fault: exits(4, "--output-document"),
    says: "command: +timeout .* wget .*\\(exit 4\\)",
  },
  {
    because: "wget is killed",
    drift: byWeb,
    command: "wget",
    fault: { action: "kill", matching: "--output-document" },
    says: "command: +timeout .* wget ",
  },
  { because: "the file cannot get its name", drift: noRunfile, command: "mv", fault: exits(1, "\\.part") },
  { because: "the hash cannot be recorded", drift: noRunfile, command: "mv", fault: exits(1, "\\.verified") },
  {
    because: "sha256sum says nonsense of what came",
    drift: noRunfile,
    command: "sha256sum",
    fault: { action: "garbage", matching: "\\.part" },
    says: "expected: what sha256sum says of",
  },
]);

const installs = "^install ";
const noList = [given.noFile(there.source)];
const noKey = [shell(`rm ${there.keyring} ${there.cache}/cuda-*`)];

const packages: Failure[] = [
  ...Object.entries({
    build_tools: removed("pkg-config"),
    kernel_headers: removed("proxmox-default-headers"),
    cuda_toolkit: removed("cuda-toolkit-12-8"),
  }).flatMap(([step, drift]): Failure[] => [
    { step, because: "apt-get fails", drift: [drift], command: "apt-get", fault: exits(100, installs) },
    {
      step,
      because: "apt-get is killed",
      drift: [drift],
      command: "apt-get",
      fault: { action: "kill", matching: installs },
    },
    {
      step,
      because: "apt-get says that all is well and installs nothing",
      drift: [drift],
      command: "apt-get",
      fault: { action: "empty", matching: installs },
      says: "applied, but it still does not hold",
    },
  ]),
  {
    step: "build_tools",
    because: "a package does not configure itself",
    drift: [removed("pkg-config")],
    command: "postinst",
    fault: exits(1),
    says: "\\| +dpkg: error processing package pkg-config",
  },
  {
    step: "kernel_headers",
    because: "apt-cache fails when the packages are chosen",
    drift: [removed("proxmox-default-headers")],
    command: "apt-cache",
    fault: { call: 2, ...exits(1, "proxmox-default-headers") },
    says: "expected: which headers apt has",
  },
  {
    step: "old_driver",
    because: "apt-get fails",
    drift: [given.installed("nvidia-legacy-check")],
    command: "apt-get",
    fault: exits(100, "^purge "),
    options: ["--purge"],
  },
  {
    step: "old_driver",
    because: "dkms fails",
    drift: [shell("mkdir /usr/src/nvidia-535.54.03 && dkms add nvidia/535.54.03")],
    command: "dkms",
    fault: exits(3, "remove .*535"),
    options: ["--purge"],
  },
];

const repository = ofStep("cuda_repository", [
  { because: "gpg cannot show the key", drift: noKey, command: "gpg", fault: exits(2, "show-keys") },
  {
    because: "gpg shows nothing",
    drift: noKey,
    command: "gpg",
    fault: { action: "empty", matching: "show-keys" },
    says: "found: +no OpenPGP key",
  },
  {
    because: "gpg shows nonsense",
    drift: noKey,
    command: "gpg",
    fault: { action: "garbage", matching: "show-keys" },
    says: "found: +no OpenPGP key",
  },
  { because: "gpg cannot strip the armour", drift: noKey, command: "gpg", fault: exits(2, "dearmor") },
  { because: "gpg is killed", drift: noKey, command: "gpg", fault: { action: "kill", matching: "dearmor" } },
  {
    because: "the keyring cannot be copied",
    drift: noList,
    command: "cp",
    fault: exits(1, there.keyring),
    says: "command: +cp ",
  },
  {
    because: "the source cannot get its name",
    drift: noList,
    command: "mv",
    fault: exits(1, there.source),
    says: "command: +mv ",
  },
  { because: "apt-get update fails", drift: noList, command: "apt-get", fault: exits(100, "^update ") },
  {
    because: "apt-get update says that all is well and fetches nothing",
    drift: [...noList, shell("rm /var/lib/apt/lists/*cuda*")],
    command: "apt-get",
    fault: { action: "empty", matching: "^update " },
    says: "applied, but it still does not hold",
  },
]);

const otherSource = "/etc/apt/sources.list.d/cuda.list";
const namedTwice = [given.file(otherSource, "0644", "deb file:/srv/cuda/repos/debian12/x86_64/ /\n")];

const sources = ofStep("apt_sources", [
  {
    because: "where the other source lies cannot be told",
    drift: namedTwice,
    command: "readlink",
    fault: exits(1, otherSource),
  },
  {
    because: "the other source cannot be copied",
    drift: namedTwice,
    command: "cp",
    fault: { action: "kill", matching: otherSource },
  },
  {
    because: "the other source cannot be replaced",
    drift: namedTwice,
    command: "mv",
    fault: exits(1, otherSource),
  },
]);

export default specification(
  nvidia,
  {
    "failing downloads": downloads.map(fails),
    "failing packages": packages.map(fails),
    "failing repository": [...sources, ...repository].map(fails),
  },
  { layers: [converged] },
);
