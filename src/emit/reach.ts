import type { Command, ShellFunction } from "../shell/commands.ts";
import type { FunctionFile } from "./functions.ts";

/** A command that a function's text leads to, and the function it stands in. */
export interface Reached {
  readonly command: Pick<Command, "name" | "words">;
  readonly within: string;
}

/** Everything some functions reach through the functions of the library and of the kinds. */
export interface Reach {
  readonly functions: readonly ShellFunction[];
  readonly commands: readonly Reached[];
  /** Functions that sleep in a loop, in the foreground. */
  readonly polls: readonly string[];
}

/** All emitted functions by name, and which of them run their own arguments. */
export interface FunctionIndex {
  readonly known: ReadonlyMap<string, ShellFunction>;
  /** Place of the argument that is the command: 1 for `run cmd …`, 2 for `probe result cmd …`. */
  readonly forwarders: ReadonlyMap<string, number>;
}

/** Indexes the functions of all files. */
export function indexFunctions(files: readonly FunctionFile[]): FunctionIndex {
  const known = new Map(files.flatMap((file) => file.functions.map((fn) => [fn.name, fn] as const)));
  const forwarders = new Map<string, number>();
  for (let before = -1; before !== forwarders.size; ) {
    before = forwarders.size;
    for (const fn of known.values()) {
      if (fn.commands.some((command) => runsRest(command, forwarders)))
        forwarders.set(fn.name, 1 + shifts(fn));
    }
  }
  return { known, forwarders };
}

/** Whether `"$@"` stands where the command is: first, or behind a function or program that runs its arguments. */
function runsRest({ name = "", rest }: Command, forwarders: ReadonlyMap<string, number>): boolean {
  const own = launchers.get(name);
  const place = forwarders.get(name) ?? (own === undefined ? 0 : 1 + own);
  return rest !== undefined && (rest === 0 || (place > 0 && rest === place));
}

/** How many leading arguments a function takes for itself. */
function shifts(fn: ShellFunction): number {
  return fn.commands
    .filter(({ name }) => name === "shift")
    .reduce((sum, { words }) => sum + Number(words[1] ?? 1), 0);
}

/** Functions that a script defines itself and a kind may call. */
const scriptFunctions = new Set(["observe", "observe_inside"]);

/** Commands that run their arguments, and how many plain arguments they take before. */
const launchers = new Map([
  ["command", 0],
  ["env", 0],
  ["exec", 0],
  ["nice", 0],
  ["nohup", 0],
  ["setsid", 0],
  ["timeout", 1],
]);

/** The command among the arguments of another one, where that one runs it. */
export function forwarded(
  { name, words }: Reached["command"],
  index: FunctionIndex,
): Reached["command"] | undefined {
  if (name === undefined || /^-[vV]$/.test(words[1] ?? "")) return undefined;
  const place = index.forwarders.get(name) ?? launchedAt(name, words);
  if (place === undefined || place >= words.length) return undefined;
  return { name: words[place], words: words.slice(place) };
}

function launchedAt(name: string, words: Reached["command"]["words"]): number | undefined {
  const own = launchers.get(name);
  if (own === undefined) return undefined;
  const first = words.findIndex((word, place) => place > 0 && !/^-|^[A-Za-z_]\w*=/.test(word ?? ""));
  return first < 0 ? undefined : first + own;
}

/** Follows the calls of some functions to the commands that are no function. */
export function reach(roots: readonly ShellFunction[], index: FunctionIndex): Reach {
  const walk = {
    index,
    functions: new Map<string, ShellFunction>(),
    commands: [] as Reached[],
    polls: new Set<string>(),
  };
  for (const fn of roots) follow(fn, false, walk, new Set());
  return { functions: [...walk.functions.values()], commands: walk.commands, polls: [...walk.polls] };
}

interface Walk {
  readonly index: FunctionIndex;
  readonly functions: Map<string, ShellFunction>;
  readonly commands: Reached[];
  readonly polls: Set<string>;
}

function follow(fn: ShellFunction, background: boolean, walk: Walk, seen: Set<string>): void {
  const key = `${fn.name} ${background}`;
  if (seen.has(key)) return;
  seen.add(key);
  walk.functions.set(fn.name, fn);
  for (const command of fn.commands) {
    const isBehind = background || command.background;
    if (command.name === "sleep" && command.looped && !isBehind) walk.polls.add(fn.name);
    for (const each of withForwarded(command, walk.index)) {
      if (!isFunction(each.name, walk.index)) walk.commands.push({ command: each, within: fn.name });
    }
    for (const name of command.words) {
      const called = walk.index.known.get(name ?? "");
      if (called !== undefined) follow(called, isBehind, walk, seen);
    }
  }
}

function isFunction(name: string | undefined, { known }: FunctionIndex): boolean {
  return name !== undefined && (known.has(name) || scriptFunctions.has(name));
}

function withForwarded(command: Reached["command"], index: FunctionIndex): Reached["command"][] {
  const inner = forwarded(command, index);
  return inner === undefined ? [command] : [command, ...withForwarded(inner, index)];
}
