import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { conf, ctid, gpuLines, ready, runFor, shell } from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

/** The configuration alone: neither a restart nor a look inside. */
const rewrite = runFor(ctid, "--only", "passthrough");
const assigned = (gpus: string) => given.lxcConfig(`.lxc_configs."${ctid}".gpu_assignment = "${gpus}"`);
const text = (...lines: string[]) => lines.map((line) => `${line}\n`).join("");
const head = ["arch: amd64", "hostname: ct901", "memory: 4096"];
const entry = (node: string) =>
  `lxc.mount.entry: /dev/${node} dev/${node} none bind,optional,create=file 0 0`;

/** A conf comes out as `wanted`, and what was written is what the next run wants. */
const rewritten = (was: string, wanted: string, ...world: Sentence[]) => [
  given.layer(ready),
  ...world,
  given.conf(ctid, was),
  rewrite,
  expect.exit(0),
  expect.step("changed", "passthrough"),
  expect.conf(ctid, wanted),
  rewrite,
  expect.exit(0),
  expect.step("ok", "passthrough"),
];

/** Of a conf that needs nothing. */
const leftAlone = (was: string, ...world: Sentence[]) => [
  given.layer(ready),
  ...world,
  given.conf(ctid, was),
  when.remembered(),
  rewrite,
  expect.exit(0),
  expect.step("ok", "passthrough"),
  expect.unchanged(),
  expect.neverCalls("^pct "),
];

const snapshots = [
  "",
  "[pve:pending]",
  "memory: 8192",
  "",
  "[before_gpu]",
  "#taken by hand: 100 %",
  "arch: amd64",
  "lxc.mount.entry: /dev/nvidia3 dev/nvidia3 none bind 0 0",
  "lxc.cgroup2.devices.allow: c 195:* rwm",
  "snaptime: 1700000000",
];

const sections = [
  scenario(
    "lines go before the first section, and pending changes and snapshots stay to the byte",
    ...rewritten(text(...head, ...snapshots), text(...head, ...gpuLines([0, 1]), ...snapshots)),
    expect.says("warning +passthrough: snapshot \\[before_gpu\\] has GPU lines of its own"),
  ),
  scenario(
    "lines in a snapshot are none of those in force",
    ...rewritten(
      text(...head, "", "[snap]", ...gpuLines([0, 1])),
      text(...head, ...gpuLines([0, 1]), "", "[snap]", ...gpuLines([0, 1])),
    ),
    expect.neverSays("has GPU lines of its own"),
  ),
  scenario(
    "a conf that begins with a section has its lines before it",
    ...rewritten(text("[snap]", "arch: amd64"), text(...gpuLines([0, 1]), "[snap]", "arch: amd64")),
  ),
  scenario(
    "a conf without an end of its last line gets one, and only that",
    ...rewritten(text(...head).trimEnd(), text(...head, ...gpuLines([0, 1]))),
  ),
  scenario(
    "the end that the last line of a snapshot lacks is still not there",
    ...rewritten(
      text(...head, "", "[snap]").concat("arch: amd64"),
      text(...head, ...gpuLines([0, 1]), "", "[snap]").concat("arch: amd64"),
    ),
  ),
  scenario(
    "carriage returns and comments stay where they are, ours come without",
    ...rewritten(
      "#note\\r 1\r\narch: amd64\r\n#GPU: 50%\nhostname: ct901\r\n\r\n[snap]\r\nlxc.mount.entry: /dev/nvidia0 x none bind\r\n",
      `#note\\r 1\r\narch: amd64\r\n#GPU: 50%\nhostname: ct901\r\n${text(...gpuLines([0, 1]))}\r\n[snap]\r\nlxc.mount.entry: /dev/nvidia0 x none bind\r\n`,
    ),
  ),
  scenario(
    "raw lines that wait in [pve:pending] would replace ours at the start: said, and left alone",
    ...rewritten(
      text(...head, "", "[pve:pending]", "lxc.mount.entry: /dev/fuse dev/fuse none bind"),
      text(
        ...head,
        ...gpuLines([0, 1]),
        "",
        "[pve:pending]",
        "lxc.mount.entry: /dev/fuse dev/fuse none bind",
      ),
    ),
    expect.says(
      "warning +passthrough: at the next start of container 901 the raw lines in .pve:pending. replace",
    ),
  ),
];

const byHand = [
  "lxc.cgroup2.devices.allow: c 195:* rwm",
  "lxc.cgroup2.devices.allow: c 508:0 rwm",
  "lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file",
  "lxc.mount.entry = /dev/nvidia-modeset dev/nvidia-modeset none bind,optional,create=file 0 0",
  "lxc.mount.entry: /dev/nvidia-caps dev/nvidia-caps none bind,optional,create=dir 0 0",
];

const foreign = [
  "lxc.cgroup2.devices.allow: c 10:200 rwm",
  "lxc.mount.entry: /dev/net/tun dev/net/tun none bind,create=file",
];

const ours = [
  scenario(
    "lines of an administrator become ours in their place: the rule for all GPUs and an old number go",
    ...rewritten(
      text(head[0] ?? "", ...byHand, ...head.slice(1)),
      text(head[0] ?? "", ...gpuLines([0, 1]), ...head.slice(1)),
    ),
  ),
  scenario(
    "a rule whose number no driver has now is taken for an old one of nvidia-uvm, and named",
    given.layer(ready),
    given.conf(ctid, text(...head, "lxc.cgroup2.devices.allow: c 508:0 rwm")),
    rewrite,
    expect.exit(0),
    expect.says(
      "warning +passthrough: taken for an old rule of the driver, since no driver has its number: .*508:0 rwm$",
    ),
    expect.conf(ctid, text(...head, ...gpuLines([0, 1]))),
  ),
  scenario(
    "rules of other devices among ours stay, and so does what stands between two blocks",
    ...rewritten(
      text(
        ...head,
        "lxc.cgroup2.devices.allow: c 226:0 rwm",
        "lxc.cgroup2.devices.allow: c 195:0 rw",
        entry("nvidia0"),
        ...foreign,
        entry("nvidia5"),
        "lxc.cgroup2.devices.allow: c 195:5 rw",
      ),
      text(...head, "lxc.cgroup2.devices.allow: c 226:0 rwm", ...gpuLines([0, 1]), ...foreign),
    ),
  ),
  scenario(
    "a number in the dynamic range that another driver has is not ours",
    ...rewritten(
      text(...head, "lxc.cgroup2.devices.allow: c 505:0 rwm", entry("nvidia0")),
      text(...head, "lxc.cgroup2.devices.allow: c 505:0 rwm", ...gpuLines([0, 1])),
      shell(
        "sed --in-place=.old '/195/a 505 aux' /world/proc/devices; cat /world/proc/devices >/proc/devices",
      ),
    ),
  ),
  scenario(
    "an assignment that grows adds the lines of its GPU",
    ...rewritten(text(...head, ...gpuLines([0]), ...foreign), text(...head, ...gpuLines([0, 1]), ...foreign)),
  ),
  scenario(
    "an assignment that shrinks takes them away, and one of another GPU brings others",
    ...rewritten(
      text(...head, ...gpuLines([0, 1]), ...foreign, ...snapshots),
      text(...head, ...gpuLines([1]), ...foreign, ...snapshots),
      assigned("1"),
    ),
    assigned("0"),
    rewrite,
    expect.conf(ctid, text(...head, ...gpuLines([0]), ...foreign, ...snapshots)),
  ),
  ...['.gpu_assignment = "none"', "del(.gpu_assignment)", ".features = []"].map((edit) =>
    scenario(
      `no GPU wanted (${edit}): our lines go, and all others stay`,
      ...rewritten(
        text(...head, ...gpuLines([0, 1]), ...foreign, ...snapshots),
        text(...head, ...foreign, ...snapshots),
        given.lxcConfig(`.lxc_configs."${ctid}" |= (${edit})`),
      ),
      expect.says("skipped +nvcc +no GPU is assigned, or the feature is not declared$"),
    ),
  ),
  scenario(
    "an unprivileged container has no rules, also where it had them",
    ...rewritten(
      text(...head, "unprivileged: 1", ...gpuLines([0, 1])),
      text(...head, "unprivileged: 1", ...gpuLines([0, 1], true)),
    ),
  ),
  scenario(
    "own maps of ids make a container unprivileged",
    ...rewritten(
      text(...head, "lxc.idmap: u 0 100000 65536"),
      text(...head, "lxc.idmap: u 0 100000 65536", ...gpuLines([0, 1], true)),
    ),
  ),
];

const spelled = [
  scenario(
    "lines that say the same in other words are the same",
    ...leftAlone(
      gpuLines([0, 1])
        .reverse()
        .map((line, at) => (at % 2 === 0 ? `${line}\r\n` : `${line.replace(": ", " =  ")}\n`))
        .join("")
        .concat(text(...head)),
    ),
  ),
  scenario(
    "a line that stands twice is one too many",
    ...rewritten(text(...head, ...gpuLines([0, 1]), entry("nvidia0")), text(...head, ...gpuLines([0, 1]))),
  ),
  scenario(
    "lines that only concern GPUs are named and left: all of 195 elsewhere, the older kind of rule, an odd source",
    ...leftAlone(
      text(
        "lxc.cgroup2.devices.allow: c 195:* rwm",
        ...head,
        "lxc.cgroup.devices.allow: c 195:0 rwm",
        "arch: amd64",
        ...gpuLines([0, 1]),
        "lxc.mount.entry: /srv/dev/nvidia0 dev/x none bind",
      ),
    ),
    expect.says("warning +passthrough: left as it is in .*: lxc.cgroup2.devices.allow: c 195:\\* rwm$"),
    expect.says("warning +passthrough: left as it is in .*: lxc.cgroup.devices.allow: c 195:0 rwm$"),
    expect.says(
      "warning +passthrough: left as it is in .*: lxc.mount.entry: /srv/dev/nvidia0 dev/x none bind$",
    ),
  ),
  scenario(
    "without GPU such lines are no reason to write either",
    ...leftAlone(text(...head, "lxc.cgroup2.devices.allow: c 195:* rwm"), assigned("none")),
    expect.says("warning +passthrough: left as it is"),
  ),
  scenario(
    "--plan --diff shows the change and makes none",
    given.layer(ready),
    given.conf(ctid, text(...head, ...gpuLines([0]), ...snapshots)),
    when.remembered(),
    when.plan("--diff", String(ctid)),
    expect.exit(3),
    expect.step("would", "passthrough"),
    expect.says(`^--- ${conf}$`),
    expect.says("^\\+lxc.cgroup2.devices.allow: c 195:1 rw$"),
    expect.says("^\\+lxc.mount.entry: /dev/nvidia1 dev/nvidia1 none bind"),
    expect.says("expected: nodes of GPU 0 1 in .*; found: no lxc.cgroup2.devices.allow: c 195:1 rw$"),
    expect.unchanged(),
  ),
];

export default specification(
  nvidia,
  {
    "container conf sections": sections,
    "container conf own lines": ours,
    "container conf spellings": spelled,
  },
  { layers: [ready] },
);
