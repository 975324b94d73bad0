import { expect, given, layer, scenario, specification, when } from "../../src/index.ts";
import { base, clone, declared, readyHost } from "../orchestrator-world.ts";
import orchestrator from "./orchestrator.ts";

const letsGo = when.run("--LetsGo");

/** No feature, so that templates, clones and snapshots stand alone. */
const pair = { "900": base, "901": clone(900, 201) };
const made = layer("base and clone", ...readyHost.sentences, declared(pair), letsGo, expect.exit(0));

const stale = [
  scenario(
    "a snapshot made from another declaration is told, and kept; with --refresh it is taken anew, and clones stay",
    given.layer(made),
    declared({ ...pair, "900": { ...base, features: ["base_setup"] } }),
    letsGo,
    expect.exit(0),
    expect.says("--refresh 900"),
    expect.neverCalls("^pct (del)?snapshot"),
    when.run("--LetsGo", "--refresh", "900"),
    expect.exit(0),
    expect.callsTimes(1, "^pct delsnapshot 900 base-snapshot$"),
    expect.callsTimes(1, "^pct snapshot 900 base-snapshot "),
    expect.snapshot(900, "base-snapshot"),
    expect.neverCalls("^pct [a-z]+ 901"),
    when.remembered(),
    letsGo,
    expect.exit(0),
    expect.neverSays("--refresh"),
    expect.unchanged(),
  ),
];

const chain = Object.fromEntries(
  [900, 901, 902, 903, 904, 905].map((ctid) => [
    String(ctid),
    ctid === 900
      ? base
      : clone(ctid - 1, ctid - 700, ctid === 905 ? {} : { template_snapshot_name: `snapshot-${ctid}` }),
  ]),
);

const shapes = [
  scenario(
    "a hierarchy of depth six",
    given.layer(readyHost),
    declared(chain),
    letsGo,
    expect.exit(0),
    expect.containerState(905, "running"),
    expect.confHas(905, "hostname: clone-205"),
    expect.snapshot(904, "snapshot-904"),
    when.remembered(),
    letsGo,
    expect.exit(0),
    expect.says("^done +containers: 6 ok"),
    expect.neverCalls("^pct"),
    expect.unchanged(),
  ),
  scenario(
    "a number that a virtual machine or another node has is refused before any change",
    given.layer(readyHost),
    declared({ ...pair, "902": { ...clone(900, 202) } }),
    given.stranger(901, "qemu"),
    given.stranger(902, "lxc", "other"),
    letsGo,
    expect.exit(4),
    expect.says("expected: number 901 free"),
    expect.says("found: +a virtual machine on node pve$"),
    expect.says("expected: number 902 free"),
    expect.says("found: +a container on node other$"),
    expect.neverCalls("^pct (create|clone|set|start)"),
    expect.containerAbsent(900),
  ),
  scenario(
    "a storage of the parent without snapshots is refused before any change",
    given.layer(readyHost),
    declared({ ...pair, "900": { ...base, storage_pool: "local" } }),
    letsGo,
    expect.exit(4),
    expect.says("local"),
    expect.containerAbsent(900),
  ),
];

/** Before each change, and before each program that is run for one. */
const changes = "@(apply_*: [a-z]|run: start_ticker)";

const kills = [
  scenario(
    "killed before each change, the runs come to the same end",
    given.layer(readyHost),
    declared(pair),
    when.killed(changes, "all", "each"),
    when.runThroughKills("--LetsGo"),
    expect.killedAt("^apply_definition: "),
    expect.killedAt("^run: start_ticker.* <- pct clone 900 901 "),
    expect.killedAt("^run: start_ticker.* <- pct snapshot 900 "),
    expect.exit(0),
    expect.sameAs(made),
  ),
  scenario(
    "a power cut while Proxmox clones: what is half done is told, not destroyed",
    given.layer(readyHost),
    declared(pair),
    given.fault("pct-task", { call: 1, action: "kill-all", matching: "^clone" }),
    letsGo,
    expect.exit(137),
    letsGo,
    expect.exit(4),
    expect.says("lock: (create|disk)|locked"),
    expect.neverCalls("^pct (destroy|unlock)"),
    expect.confHas(901, "lock: create"),
    when.inWorld("sh", "-c", "pct unlock 900 && pct unlock 901 && pct destroy 901"),
    expect.exit(0),
    letsGo,
    expect.exit(0),
    expect.sameAs(made),
  ),
  scenario(
    "a power cut while Proxmox takes the snapshot: it is told, and no clone is made of it",
    given.layer(readyHost),
    declared(pair),
    given.fault("pct-task", { call: 1, action: "kill-all", matching: "^snapshot" }),
    letsGo,
    expect.exit(137),
    letsGo,
    expect.exit(1),
    expect.says("900 +base +failed"),
    expect.says("901 +clone-201 +not tried"),
    expect.says("pct unlock 900 .*pct delsnapshot 900 base-snapshot --force 1"),
    expect.containerAbsent(901),
    expect.neverCalls("^pct (delsnapshot|unlock|clone)"),
    when.inWorld("sh", "-c", "pct unlock 900 && pct delsnapshot 900 base-snapshot --force 1"),
    expect.exit(0),
    letsGo,
    expect.exit(0),
    expect.sameAs(made),
  ),
];

export default specification(
  orchestrator,
  {
    "stale snapshots": stale,
    "shapes of hierarchies": shapes,
    "killed while containers are made": kills,
  },
  { layers: [readyHost, made] },
);
