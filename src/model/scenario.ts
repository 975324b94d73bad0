import { deepFreeze } from "./freeze.ts";
import type { Position } from "./issue.ts";
import type { Pipeline } from "./pipeline.ts";
import { callerPosition } from "./position.ts";
import { expectContainers, givenContainers } from "./scenario-containers.ts";
import { type Fault, faultText, optional, type Sentence, sentence } from "./sentence.ts";

export type { ContainerBoot, GivenContainer, Template } from "./scenario-containers.ts";
export type { Fault, FaultAction, Sentence } from "./sentence.ts";

/** A given world, what is run in it, and what must then hold: sentences in order. */
export interface Scenario {
  readonly name: string;
  readonly sentences: readonly Sentence[];
  readonly at: Position;
}

/** A world that is built once by its sentences and then shared by all scenarios that start from it. */
export interface Layer {
  readonly name: string;
  readonly sentences: readonly Sentence[];
}

/** A package whose scripts must behave as those of `generated/`: each with its functions inside, or with its values. */
export type FormName = "standalone" | "baked";

/** Scenarios that belong together. */
export interface Group {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  /** Run once more with the scripts of these. */
  readonly forms: readonly FormName[];
}

/** The scenarios of one pipeline, in groups; each group becomes one bats file, and files run side by side. */
export interface Specification {
  readonly pipeline: Pipeline;
  readonly layers: readonly Layer[];
  readonly groups: readonly Group[];
  readonly at: Position;
}

/** A step's word on the terminal. */
export type StepWord = "ok" | "would" | "unknown" | "changed" | "failed" | "skipped";

/** The world before the run. */
export const given = {
  /** A fresh Proxmox host without GPU. */
  host: (variant: "debian12" | "debian13" = "debian12") => sentence("given_host", variant),
  /** A world that a layer has built. */
  layer: (layer: Layer) => sentence("given_layer", layerFunction(layer), layerFunction(layer)),
  gpus: (count: number, driver?: string) => sentence("given_gpus", count, ...optional(driver)),
  /** The default configuration, changed by a jq program. */
  config: (edit = ".") => sentence("given_config", edit),
  /** The configuration file is exactly this text. */
  configText: (text: string) => sentence("given_config_text", text),
  installed: (...packages: string[]) => sentence("given_installed", ...packages),
  cudaSource: () => sentence("given_cuda_source"),
  file: (path: string, mode: string, content = "") => sentence("given_file", path, mode, content),
  noFile: (...paths: string[]) => sentence("given_no_file", ...paths),
  fault: (command: string, fault: Fault) => sentence("given_fault", command, faultText(fault)),
  noMoreFaults: () => sentence("no_more_faults"),
  recorded: (...commands: string[]) => sentence("given_recorded", ...commands),
  /** So many bytes are left in a directory. */
  room: (directory: string, bytes: number) => sentence("given_room", directory, bytes),
  /** A package `NAME_VERSION_ARCH` that a repository offers from the next update on. */
  offered: (repository: "debian" | "cuda", name: string, ...fields: string[]) =>
    sentence("given_package", repository, name, ...fields),
  /** A repository no longer offers a package; apt knows it from the next update on. */
  withdrawn: (repository: "debian" | "cuda", name: string) => sentence("given_no_package", repository, name),
  cudaRelease: (state: "expired" | "unsigned" | "other-key") => sentence("given_cuda_release", state),
  mirror: (...faults: string[]) => sentence("given_mirror", ...faults),
  /** Another process holds the fcntl lock of a file, as apt does it; for some seconds or for good. */
  lockHeld: (file: string, seconds?: number) => sentence("given_lock_held", file, ...optional(seconds)),
  /** The same, until a command has been called so often. */
  lockHeldUntil: (file: string, calls: number, command: string) =>
    sentence("given_lock_held_until", file, calls, command),
  /** Another process holds the flock(2) lock of a file. */
  flockHeld: (file: string, seconds?: number) => sentence("given_flock_held", file, ...optional(seconds)),
  guest: (ctid: number, state: "running" | "stopped", ...lines: string[]) =>
    sentence("given_guest", ctid, state, ...lines),
  /** Another process has this device node open. */
  nodeHeld: (path: string) => sentence("given_node_held", path),
  ...givenContainers,
  secureBoot: (state: "on" | "off") => sentence("given_secure_boot", state),
  driverLoaded: (version: string) => sentence("given_driver_loaded", version),
  /** A command in the world, set up by hand where no word fits. */
  inWorld: (...command: string[]) => sentence("quietly", ...command),
};

/** What is done. `run` and `plan` run the pipeline's script. */
export const when = {
  run: (...options: string[]) => sentence("run_script", ...options),
  plan: (...options: string[]) => sentence("run_script", "--plan", ...options),
  twiceAtOnce: (...options: string[]) => sentence("run_twice_at_once", ...options),
  /** A run that is killed, and at once another, with these options: what the first started may still work. */
  afterAKilledRun: (...options: string[]) => sentence("run_after_a_killed_run", ...options),
  /** The next run is killed just before the n-th command whose `FUNCTION: COMMAND` contains this glob. */
  killed: (glob: string, victim: "script" | "all" = "script", n: number | "each" = 1) =>
    sentence("kill_at", glob, victim, n),
  /** Run again after each kill, until a run comes to its end. */
  runThroughKills: (...options: string[]) => sentence("run_through_kills", ...options),
  /** So many runs are killed, each time what they started works on to its end; then one more. */
  runThroughOrphans: (count: number, ...options: string[]) =>
    sentence("run_through_orphans", count, ...options),
  rebooted: () => sentence("reboot_host"),
  remembered: (name = "before") => sentence("tree_snapshot", name),
  inWorld: (...command: string[]) => sentence("in_world", ...command),
};

/** What must hold then. */
export const expect = {
  exit: (code: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 10 | 129 | 130 | 137 | 143) => sentence("exits", code),
  step: (word: StepWord, ...ids: string[]) => ids.map((id) => sentence("step", word, id)),
  /** These steps changed something, in this order, and every other one was ok. */
  changedOnly: (...ids: string[]) => sentence("changed_only", ...ids),
  /** The run ended with the failure of this step; no later one has a line. */
  endedAt: (id: string) => sentence("ended_at", id),
  /** The steps of the run are these, in this order, whatever their words. */
  order: (...ids: string[]) => sentence("in_order", ...ids),
  noStep: (id: string, word?: StepWord) => sentence("no_step", id, ...optional(word)),
  /** A step's wait reached its deadline: the step failed and the run exits with 5. */
  timeOut: (step: string, wait: string) => [
    sentence("exits", 5),
    sentence("step", "failed", step),
    sentence("timed_out", step, wait),
  ],
  says: (regex: string) => sentence("says", regex),
  neverSays: (regex: string) => sentence("never_says", regex),
  calls: (regex: string) => sentence("calls", regex),
  neverCalls: (regex: string) => sentence("never_calls", regex),
  callsTimes: (count: number, regex: string) => sentence("calls_times", count, regex),
  file: (path: string, mode: string, content?: string) =>
    sentence("file_is", path, mode, ...optional(content)),
  fileHas: (path: string, regex: string) => sentence("file_has", path, regex),
  noFile: (path: string) => sentence("no_file", path),
  package: (name: string, state: "installed" | "absent" | "config-files") =>
    sentence("package_is", name, state),
  ...expectContainers,
  /** The world has come to the same end as a layer, but for times and logs. */
  sameAs: (layer: Layer) => sentence("same_as", layerFunction(layer)),
  /** So many runs of `runThroughKills` were killed. */
  kills: (count: number) => sentence("killed", count),
  /** One of them just before a command `FUNCTION: COMMAND <- ARGUMENTS` that matches. */
  killedAt: (regex: string) => sentence("killed_at", regex),
  /** The other of two runs. */
  firstExit: (code: number) => sentence("first_exits", code),
  firstSays: (regex: string) => sentence("first_says", regex),
  /** Of two runs at once one did its work, and the other named it. */
  oneRefused: () => sentence("one_refused"),
  /** What the last plan said is what the runs since have done. */
  planKept: () => sentence("plan_kept"),
  json: () => sentence("stdout_is_json"),
  unchanged: (since = "before") => sentence("same_tree", since),
  differs: (regex: string, since = "before") => sentence("differs_in", since, regex),
};

/**
 * A scenario: a name and its sentences, in the order they happen. A run may follow a run.
 *
 * @example
 * scenario("a second run changes nothing", given.layer(converged), when.remembered(), when.run(), expect.exit(0),
 *   expect.unchanged());
 */
export function scenario(name: string, ...sentences: (Sentence | readonly Sentence[])[]): Scenario {
  return { name, sentences: sentences.flat(), at: callerPosition() };
}

/** A shared world; see `given.layer`. */
export function layer(name: string, ...sentences: (Sentence | readonly Sentence[])[]): Layer {
  return { name, sentences: sentences.flat() };
}

/**
 * The specification of a pipeline: what `dsl/x.spec.ts` exports as default. The groups that `forms` names run once more
 * with each package; one that runs baked takes the default configurations as they are.
 */
export function specification<const Name extends string>(
  pipeline: Pipeline,
  groups: Readonly<Record<Name, readonly Scenario[]>>,
  options: {
    readonly layers?: readonly Layer[];
    readonly forms?: { readonly [Group in Name]?: readonly FormName[] };
  } = {},
): Specification {
  return deepFreeze({
    pipeline,
    layers: options.layers ?? [],
    groups: Object.entries<readonly Scenario[]>(groups).map(([name, scenarios]) => ({
      name,
      scenarios,
      forms: options.forms?.[name as Name] ?? [],
    })),
    at: callerPosition(),
  });
}

/** What the scenarios of a pipeline claim to show, for the pass that demands it of every step and wait. */
export function shownBy(specs: readonly Specification[]): {
  steps: ReadonlyMap<string, ReadonlySet<string>>;
  waits: ReadonlySet<string>;
} {
  const parts = specs.flatMap((spec) => [...spec.layers, ...spec.groups.flatMap((group) => group.scenarios)]);
  const sentences = parts.flatMap((part) => part.sentences);
  const steps = new Map<string, Set<string>>();
  for (const [id, word] of sentences.flatMap(wordsOf)) {
    steps.set(id, (steps.get(id) ?? new Set()).add(word));
  }
  const waits = sentences.filter(({ call }) => call === "timed_out").map(({ args }) => args.join("/"));
  return { steps, waits: new Set(waits) };
}

/** The steps a sentence names, with the word it wants of each. */
function wordsOf({ call, args }: Sentence): (readonly [id: string, word: string])[] {
  const [word = "", id = ""] = args;
  if (call === "step") return [[id, word]];
  return call === "changed_only" ? args.map((changed) => [changed, "changed"] as const) : [];
}

/** Name of the bash function that builds a layer. */
export function layerFunction(layer: Layer): string {
  return `build_${layer.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_")}`;
}
