import {
  expect,
  given,
  type Layer,
  layer,
  type Scenario,
  type Sentence,
  scenario,
  when,
} from "../src/index.ts";

/** The container that a feature is installed in, and those it may have been cloned from. */
export const ctid = 900;
export const parent = 899;
export const dpkgLock = `/world/ct/${ctid}/root/var/lib/dpkg/lock-frontend`;
/** Where apt in the container is told of Debian. */
const debian = "/etc/apt/sources.list.d/debian.sources";

export const runIt = (...options: string[]) => when.run(String(ctid), ...options);
export const planIt = (...options: string[]) => when.plan(String(ctid), ...options);

/** Exactly these containers: each with its features, the second the parent of the first, and so on. */
export function declared(...features: readonly (readonly string[])[]): Sentence {
  const ids = features.map((_, index) => ctid - index);
  const containers = features.map((own, index) => {
    const clone = ids[index + 1] === undefined ? {} : { clone_from_ctid: String(ids[index + 1]) };
    return [String(ids[index]), { ...clone, features: own }] as const;
  });
  return given.lxcConfig(JSON.stringify({ lxc_configs: Object.fromEntries(containers) }));
}

/** A feature's pipeline, as far as its first steps go. */
export interface FeatureWorld {
  /** Name in the `features` lists. */
  readonly feature: string;
  /** What a container has by then that declares it, beside itself: features it needs. */
  readonly after?: readonly string[];
  /** Further fields of the container. */
  readonly own?: object;
  /** Steps behind `running`, in order, as a container has them where the feature is installed in it. */
  readonly steps: readonly string[];
  /** Those of them that a container skips which has inherited the feature. */
  readonly installing: readonly string[];
  /** A package that the step `complete` misses where a clone has lost it. */
  readonly brings?: string;
  /** Those that change something in a fresh container. */
  readonly changing: readonly string[];
  /** A fresh container that declares the feature; another one is made where it is left out. */
  readonly fresh?: Layer;
}

/** The containers of a world, with the further fields of its own. */
function declaredIn({ own }: FeatureWorld, ...features: readonly (readonly string[])[]): Sentence[] {
  const edit = `.lxc_configs."${ctid}" += ${JSON.stringify(own ?? {})}`;
  return [declared(...features), ...(own === undefined ? [] : [given.lxcConfig(edit)])];
}

/** A container just made from a template that declares the feature, running. */
export function freshLayer(world: FeatureWorld): Layer {
  const { feature, after = [], fresh } = world;
  return (
    fresh ??
    layer(
      `fresh container that declares ${feature}`,
      given.host(),
      given.config(),
      declaredIn(world, [...after, feature]),
      given.container(ctid),
    )
  );
}

/** The same after its first run. */
export function convergedLayer(world: FeatureWorld): Layer {
  const fresh = freshLayer(world);
  return layer(`${fresh.name}, converged`, ...fresh.sentences, runIt(), expect.exit(0));
}

/** What every feature owes its first container: everything once, and then nothing. */
export function convergence(world: FeatureWorld): Scenario[] {
  const fresh = given.layer(freshLayer(world));
  const converged = given.layer(convergedLayer(world));
  return [
    scenario(
      "a fresh container: a plan tells every change and writes nothing, a run makes them, in this order",
      fresh,
      when.remembered(),
      planIt(),
      expect.exit(3),
      expect.step("ok", "running", "initialization"),
      expect.unchanged(),
      runIt(),
      expect.exit(0),
      expect.changedOnly(...world.changing),
      expect.order("running", ...world.steps),
      expect.planKept(),
    ),
    scenario(
      "a second run changes nothing and enters the container once, and so does a plan",
      converged,
      when.remembered(),
      runIt(),
      expect.exit(0),
      expect.step("ok", "running", ...world.steps),
      expect.neverSays("^(changed|would|unknown|failed|skipped|warning)"),
      expect.pctExecs(1),
      expect.callsTimes(1, "^pct "),
      planIt(),
      expect.exit(0),
      expect.pctExecs(1),
      expect.unchanged(),
    ),
  ];
}

/** Who has the feature: the container itself, one it was cloned from, nobody. */
export function inheritance(world: FeatureWorld): Scenario[] {
  const { feature, after = [], steps, installing, brings } = world;
  const converged = given.layer(convergedLayer(world));
  return [
    scenario(
      "inherited: nothing is installed, and what must hold is looked at all the same",
      converged,
      declaredIn(world, [], [...after, feature]),
      runIt(),
      expect.exit(0),
      expect.step("skipped", ...installing),
      expect.step("ok", "running", ...steps.filter((step) => !installing.includes(step))),
      expect.neverSays("^(changed|would|unknown|failed|warning)"),
      expect.pctExecs(1),
    ),
    scenario(
      "inherited and declared again: installed here only where the operator says so",
      converged,
      declaredIn(world, [...after, feature], [], [...after, feature]),
      runIt(),
      expect.exit(0),
      expect.step("skipped", ...installing),
      runIt("--reinstall"),
      expect.exit(0),
      expect.step("ok", "running", ...steps),
    ),
    ...(brings === undefined ? [] : [lost(world, brings)]),
    scenario(
      "not declared: everything is skipped, a stopped container stays stopped, and none is entered",
      given.layer(freshLayer(world)),
      declaredIn(world, [`${feature}2`, `x${feature}`]),
      given.inWorld("pct", "stop", String(ctid)),
      when.remembered(),
      runIt(),
      expect.exit(0),
      expect.step("skipped", "running", ...steps),
      expect.pctExecs(0),
      expect.containerState(ctid, "stopped"),
      expect.unchanged(),
    ),
  ];
}

/** What a clone has lost is not brought back behind its parent's back. */
function lost(world: FeatureWorld, name: string): Scenario {
  const { feature, after = [] } = world;
  return scenario(
    "inherited, and a package is missing: the run fails and says where to mend it; on demand it is installed here",
    given.layer(convergedLayer(world)),
    declared([], [...after, feature]),
    given.inContainer(ctid, "dpkg", "--remove", "--force-depends", name),
    runIt(),
    expect.exit(1),
    expect.step("failed", "complete"),
    expect.endedAt("complete"),
    expect.says(`found: +missing: ${name}$`),
    expect.says(
      `next: +they are inherited from container ${parent}: run this for ${parent} and clone it again`,
    ),
    runIt("--reinstall"),
    expect.exit(0),
    expect.step("changed", "packages"),
  );
}

/** What ends the run before anything is looked at in there. */
function refusals(): Scenario[] {
  return [
    scenario(
      "a container that something works on is refused before anything is done",
      given.host(),
      given.config(),
      declared([]),
      given.container(ctid, { lines: ["lock: backup"] }),
      runIt(),
      expect.exit(4),
      expect.step("failed", "container"),
      expect.pctExecs(0),
    ),
  ];
}

const deadline = (field: string) => given.config(`.containers.${field}_deadline_seconds = 1`);
const booting = (boot: Parameters<typeof given.containerBoot>[1]) => [
  given.containerBoot(ctid, boot),
  given.containerRestarted(ctid),
];
const byHttp = [
  given.inContainer(ctid, "sed", "-i", "s,file:/srv,http://mirror.example:8080,", debian),
  given.mirror(),
];

/** What comes late, and what does not come at all, before anything is installed. */
export function firstWaits(world: FeatureWorld): Scenario[] {
  const fresh = given.layer(freshLayer(world));
  const converged = given.layer(convergedLayer(world));
  return [
    scenario(
      "a stopped container: a plan cannot know what is behind the start, a run starts it",
      converged,
      given.inWorld("pct", "stop", String(ctid)),
      when.remembered(),
      planIt(),
      expect.exit(3),
      expect.step("would", "running"),
      expect.step("unknown", ...world.steps),
      expect.unchanged(),
      runIt(),
      expect.exit(0),
      expect.changedOnly("running"),
      expect.containerState(ctid, "running"),
    ),
    scenario(
      "running gives up when the cluster does not start the container",
      converged,
      given.inWorld("pct", "stop", String(ctid)),
      given.containerHa(ctid, 1000),
      deadline("guest"),
      runIt(),
      expect.timeOut("running", "guest_start"),
      expect.endedAt("running"),
    ),
    scenario(
      "initialization waits for a container that needs 3 s to boot, and gives up on one that does not",
      converged,
      ...booting({ bus: 1, init: 3 }),
      runIt(),
      expect.exit(0),
      expect.neverSays("^(changed|failed)"),
      ...booting({ bus: 0, init: 1000 }),
      deadline("initialization"),
      runIt(),
      expect.timeOut("initialization", "initialization"),
      expect.endedAt("initialization"),
    ),
    scenario(
      "apt_servers waits for the network where something is missing, and gives up with the name it looked for",
      fresh,
      byHttp,
      ...booting({ network: "never" }),
      deadline("initialization"),
      runIt(),
      expect.timeOut("apt_servers", "apt_servers"),
      expect.endedAt("apt_servers"),
      expect.says("expected: an address for mirror\\.example$"),
      expect.neverCalls("^ct900: apt-get"),
      given.config(".containers.initialization_deadline_seconds = 60"),
      ...booting({ network: 3 }),
      runIt(),
      expect.exit(0),
      expect.changedOnly(...world.changing),
    ),
    scenario(
      "no network is looked at where nothing is missing",
      converged,
      byHttp,
      ...booting({ network: "never" }),
      runIt(),
      expect.exit(0),
      expect.step("ok", "running", ...world.steps),
    ),
    scenario(
      "packages waits for apt's lock in there, and gives up",
      fresh,
      deadline("apt_lock"),
      given.lockHeld(dpkgLock),
      runIt(),
      expect.timeOut("packages", "apt_lock"),
      expect.endedAt("packages"),
    ),
  ];
}

/** The groups of scenarios that every feature has for its first steps. */
export function firstSteps(world: FeatureWorld) {
  return {
    convergence: convergence(world),
    inheritance: [...inheritance(world), ...refusals()],
    "first waits": firstWaits(world),
  } as const;
}
