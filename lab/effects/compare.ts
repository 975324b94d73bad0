import { posix } from "node:path";
import { baseCommands } from "../../src/plan/base-commands.ts";
import type { Declared } from "./declared.ts";
import { type Implied, implied } from "./implied.ts";
import { type Inventory, matches } from "./inventory.ts";
import type { Place, Touch } from "./processes.ts";

export type Inventories = Readonly<Record<Place, Inventory>>;

/** Something that may be touched, and the effect that allows it. */
interface Allowed extends Pick<Touch, "place" | "subject" | "name"> {
  /** Only what this program does, or one that it started. */
  readonly within?: string | undefined;
  readonly by?: Declared | undefined;
}

export interface Comparison {
  readonly undeclared: readonly Touch[];
  /** Effects that would show in a trace, and did not in any of these. */
  readonly unseen: readonly Declared[];
}

/** Holds what was touched against what is declared, in each place for itself. */
export function compare(
  touches: readonly Touch[],
  declared: readonly Declared[],
  inventories: Inventories,
): Comparison {
  const find = finder([...declared.flatMap(direct), ...indirect(declared, inventories)]);
  const seen = new Set<Declared | undefined>();
  const undeclared = touches.filter((touch) => {
    const found = find(touch);
    for (const { by } of found) seen.add(by);
    return found.length === 0 && !isHarmless(touch) && !makesRoom(touch, declared);
  });
  return { undeclared, unseen: declared.filter((effect) => isVisible(effect) && !seen.has(effect)) };
}

/** What an effect itself names: a path stands for what is below it, and a declared file may be run. */
function direct(by: Declared): Allowed[] {
  const { place, access, subject } = by;
  const name = canonical(by.name);
  const allow = (subject: Touch["subject"], name: string) => ({ place, subject, name, by });
  if (subject === "command") return [allow("command", name)];
  if (subject === "device")
    return [allow("device", name), ...(access === "provides" ? [allow("file", name)] : [])];
  if (subject !== "file") return [];
  const written =
    access === "reads" || access === "uses" ? [] : [allow("file", name), allow("file", `${name}/*`)];
  return [allow("command", name), ...written];
}

function indirect(declared: readonly Declared[], inventories: Inventories): Allowed[] {
  return implied.flatMap((rule) =>
    places.flatMap((place) =>
      meant(rule, place, declared).flatMap((by) => allowedBy(rule, place, by, inventories)),
    ),
  );
}

const places = ["host", "container"] as const;

/** The effects in a place that a rule is about; one about every script needs none. */
function meant({ effect }: Implied, place: Place, declared: readonly Declared[]): (Declared | undefined)[] {
  if (effect === undefined) return [undefined];
  return declared.filter(
    (each) => each.place === place && matches(effect, `${each.access} ${each.subject} ${each.name}`),
  );
}

function allowedBy(
  { within, touches }: Implied,
  place: Place,
  by: Declared | undefined,
  inventories: Inventories,
): Allowed[] {
  return touches.flatMap((text) => {
    const [, subject, pattern = ""] = /^(file|device|command|address) (.*)$/.exec(text) ?? [];
    if (subject === undefined) throw new Error(`not something that can be touched: ${text}`);
    const names = expand(pattern, by?.name ?? "", inventories[place]);
    return names.map((name) => ({
      place,
      subject: subject as Touch["subject"],
      name: canonical(name),
      within,
      by,
    }));
  });
}

/** A rule's name for all that it stands for. */
function expand(pattern: string, name: string, inventory: Inventory): string[] {
  const [hole, word] = /\{([^}]*)\}/.exec(pattern) ?? [];
  if (hole === undefined || word === undefined) return [pattern];
  return standsFor(word, name, inventory).map((each) => pattern.replace(hole, () => each));
}

function standsFor(word: string, name: string, inventory: Inventory): readonly string[] {
  switch (word) {
    case "name":
      return [name];
    case "path in the name":
      return [name.slice(name.indexOf("/"))];
    case "file of the package":
      return inventory.filesOf(name);
    case "file of the driver":
      return inventory.driver;
    case "server of the url":
      return inventory.serversOf([name]);
    case "server of apt":
      return inventory.serversOf(inventory.sources);
    case "alternative":
      return inventory.alternatives;
    case "name server":
      return inventory.nameServers.map((address) => `${address}:53/udp`);
    default:
      throw new Error(`an effect cannot imply this: {${word}}`);
  }
}

/** Finds what allows a touch: most names are plain and looked up, the others are tried one after the other. */
function finder(allowed: readonly Allowed[]): (touch: Touch) => Allowed[] {
  const plain = new Map<string, Allowed[]>();
  const patterns: Allowed[] = [];
  for (const each of allowed) {
    if (each.name.includes("*")) patterns.push(each);
    else plain.set(key(each), [...(plain.get(key(each)) ?? []), each]);
  }
  return (touch) => {
    const names = namesOf(touch);
    const candidates = [
      ...names.flatMap((name) => plain.get(key({ ...touch, name })) ?? []),
      ...patterns.filter(
        ({ place, subject, name }) =>
          place === touch.place && subject === touch.subject && names.some((each) => matches(name, each)),
      ),
    ];
    return candidates.filter(({ within }) => within === undefined || touch.programs.includes(within));
  };
}

function key({ place, subject, name }: Pick<Touch, "place" | "subject" | "name">): string {
  return `${place} ${subject} ${name}`;
}

/** A program of the system has a short name too. */
function namesOf({ subject, name }: Touch): string[] {
  const path = canonical(name);
  const isOfSystem = subject === "command" && systemFolders.test(path);
  return isOfSystem ? [path, posix.basename(path)] : [path];
}

const systemFolders = /^\/usr\/(local\/)?s?bin\/[^/]+$/;

/** One spelling for what has several: the top folders of a Debian are links, and so are two of Proxmox's. */
function canonical(path: string): string {
  return path
    .replace(/^\/(bin|sbin|lib|lib64)(?=\/)/, "/usr/$1")
    .replace(/^\/var\/run(?=\/)/, "/run")
    .replace(/^\/etc\/pve\/(local|nodes\/[^/]+)\/lxc(?=\/)/, "/etc/pve/lxc");
}

/** Touching these changes nothing: what every program may do (`src/plan/base-commands.ts`), and devices without memory. */
function isHarmless(touch: Touch): boolean {
  if (touch.subject === "command") return namesOf(touch).some((name) => baseCommands.has(name));
  return touch.subject === "device" && /^\/dev\/(null|zero|full|tty|u?random|pts\/\d+)$/.test(touch.name);
}

/** A file that is to come needs its folder, and the folder of one that goes may go when it is empty. */
function makesRoom({ place, call, name }: Touch, declared: readonly Declared[]): boolean {
  const folder = `${canonical(name)}/`;
  return (
    /^(mkdir|mkdirat|rmdir|unlinkat)$/.test(call) &&
    declared.some(
      (effect) =>
        effect.place === place && effect.access !== "reads" && canonical(effect.name).startsWith(folder),
    )
  );
}

/** What kernel, units and containers are is not seen in what a process touches. */
function isVisible({ access, subject }: Declared): boolean {
  return access !== "reads" && /^(file|package|device|url|command)$/.test(subject);
}
