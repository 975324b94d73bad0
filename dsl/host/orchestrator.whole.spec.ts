import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { gpuLines } from "../lxc-world.ts";
import { declared, hierarchy, readyHost, whole } from "../orchestrator-world.ts";
import orchestrator from "./orchestrator.ts";

const letsGo = when.run("--LetsGo");

const fromNothing = [
  scenario(
    "from a template to clones that have their GPUs, by levels; the clones install nothing",
    given.layer(readyHost),
    declared(hierarchy),
    letsGo,
    expect.exit(0),
    expect.says("900 +base +changed .* definition settings running features \\(base_setup\\) snapshot$"),
    expect.says(
      "901 +clone-201 +changed .* definition settings passthrough running features \\(nvidia\\) snapshot$",
    ),
    expect.says("910 +clone-210 +changed .* definition settings passthrough running$"),
    expect.neverSays("91[01] nvidia \\| changed"),
    expect.neverCalls("^pct push 91"),
    expect.snapshot(900, "base-snapshot"),
    expect.snapshot(901, "gpu-snapshot"),
    expect.confHas(
      910,
      "hostname: clone-210",
      "rootfs: local-zfs:subvol-910-disk-0,size=16G",
      ...gpuLines([0]),
    ),
    expect.confHas(911, "hostname: clone-211", "onboot: 1", ...gpuLines([1])),
    expect.containerNode(910, "/dev/nvidia0", "ok"),
    expect.containerNode(910, "/dev/nvidia1", "none"),
    expect.containerFile(911, "/etc/hostname", "0644", "clone-211\n"),
    expect.containerPackage(902, "jq", "installed"),
    expect.containerPackage(902, "kmod", "absent"),
    when.inWorld("cat /world/ct/*/root/etc/ssh/ssh_host_rsa_key.pub | sort --unique | wc --lines"),
    expect.says("^5$"),
  ),
  scenario(
    "a second run changes nothing, and enters each container once where it has a feature",
    given.layer(whole),
    when.remembered(),
    letsGo,
    expect.exit(0),
    expect.says("^done +containers: 5 ok"),
    expect.pctExecs(4),
    expect.callsTimes(4, "^pct "),
    expect.unchanged(),
  ),
  scenario(
    "a plan of nothing yet: whatever happens then was told, and all that was told happens",
    given.layer(readyHost),
    declared({ "900": hierarchy["900"], "902": hierarchy["902"] }),
    when.remembered(),
    when.plan("--LetsGo"),
    expect.exit(3),
    expect.says("^would +definition"),
    expect.neverCalls("^pct (create|clone|set|start)"),
    expect.unchanged(),
    letsGo,
    expect.exit(0),
    expect.planKept(),
  ),
  scenario(
    "siblings at once come to the same end",
    given.layer(readyHost),
    declared(hierarchy),
    when.run("--LetsGo", "--jobs", "3"),
    expect.exit(0),
    ...[900, 901, 902, 910].flatMap((ctid) => [
      expect.says(`^${ctid}: container +${ctid} `),
      expect.says(`^${ctid}: changed +definition `),
    ]),
    expect.neverSays("^(changed|ok|container) "),
    expect.sameAs(whole),
  ),
];

const afterwards = [
  scenario(
    "one setting that is changed touches that container alone",
    given.layer(whole),
    declared({ ...hierarchy, "911": { ...hierarchy["911"], memory_mb: 8192 } }),
    letsGo,
    expect.exit(0),
    expect.says("911 +clone-211 +changed .* settings$"),
    expect.says("^done +containers: 4 ok, 1 changed"),
    expect.confHas(911, "memory: 8192"),
    expect.neverCalls("^pct (set|start|stop|shutdown|reboot|snapshot) 9(0|10)"),
    expect.neverCalls("^pct (start|stop|shutdown|reboot)"),
  ),
  scenario(
    "a setting that a running container takes at its next start restarts it, and no other",
    given.layer(whole),
    declared({ ...hierarchy, "910": { ...hierarchy["910"], pct_options: ["nesting=1"] } }),
    letsGo,
    expect.exit(0),
    expect.says("910 +clone-210 +changed .* settings running$"),
    expect.confHas(910, "features: nesting=1"),
    expect.confLacks(910, "pve:pending"),
    expect.callsTimes(1, "^pct start"),
  ),
  scenario(
    "broken in the middle of its feature: siblings go on, its clones are not tried, the next run repairs it",
    given.layer(readyHost),
    declared(hierarchy),
    given.fault("pct", { call: 1, action: "exit 1", matching: "^push 901" }),
    letsGo,
    expect.exit(1),
    expect.says("901 +clone-201 +failed"),
    expect.says("902 +clone-202 +changed"),
    expect.says("91[01] .*not tried .*901"),
    expect.containerAbsent(910),
    expect.noSnapshot(901, "gpu-snapshot"),
    letsGo,
    expect.exit(0),
    expect.neverCalls("^pct (create|clone [0-9]+ 90)"),
    expect.sameAs(whole),
  ),
  scenario(
    "two runs at once: one works, and the other names it",
    given.layer(readyHost),
    declared({ "900": hierarchy["900"] }),
    when.twiceAtOnce("--LetsGo"),
    expect.oneRefused(),
    expect.snapshot(900, "base-snapshot"),
  ),
];

export default specification(
  orchestrator,
  {
    "whole hierarchy from nothing": fromNothing,
    "whole hierarchy afterwards": afterwards,
  },
  { layers: [readyHost, whole] },
);
