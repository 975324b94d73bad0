import { availableParallelism } from "node:os";
import type { Drift } from "./drifts.ts";
import { type Figure, tableOf } from "./figure.ts";
import type { Peer } from "./peers.ts";
import { runInWorld, type World } from "./world.ts";

/** Who caught what, and whether everybody caught everything. */
export interface Catches {
  readonly table: string;
  readonly figure: Figure;
}

/** Who looks at which world for what. */
export interface Comparison {
  readonly of: string;
  readonly world: World;
  readonly drifts: readonly Drift[];
  readonly peers: readonly Peer[];
}

/** A world without drift, on which everybody must be silent. */
const none: Drift = { name: "(none)", step: "", bash: "" };

/** Each drift in a world of its own, looked at by all. */
export async function catchDrifts({ of, world, drifts, peers }: Comparison): Promise<Catches> {
  const rows = await sideBySide([none, ...drifts], (drift) => rowOf(drift, world, peers));
  const right = rows.slice(1).filter((row) => row.slice(2).every((cell) => cell === "caught"));
  const isSilent = rows[0]?.slice(2).every((cell) => cell === "silent") === true;
  return {
    table: tableOf(["drift", "step", ...peers.map(({ name }) => name)], rows),
    figure: {
      name: `drifts of a ${of} that ${peers.map(({ name }) => name).join(", ")} all catch`,
      figure: `${right.length} of ${drifts.length}`,
      unit: isSilent ? "and no false alarm" : "AND FALSE ALARMS",
      goal: "all",
      met: isSilent && right.length === drifts.length,
    },
  };
}

async function rowOf(drift: Drift, world: World, peers: readonly Peer[]): Promise<string[]> {
  const cells: string[] = [];
  for (const { look, noticed } of peers) {
    const { text } = await runInWorld({ ...world, drift: drift.bash }, look.split(" "));
    const steps = [...text.matchAll(noticed)].map(([, step = ""]) => step);
    cells.push(verdictOn(drift, steps));
  }
  return [drift.name, drift.step, ...cells];
}

/** To be caught, a drift has to be noticed where it is. */
function verdictOn({ step, alsoAt = [] }: Drift, noticed: readonly string[]): string {
  if (noticed.length === 0) return step === "" ? "silent" : "MISSED";
  if (step === "") return `FALSE ALARM: ${noticed.join(" ")}`;
  return noticed.some((name) => name === step || alsoAt.includes(name))
    ? "caught"
    : `ELSEWHERE: ${noticed.join(" ")}`;
}

/** As many at a time as there are cores, results in the order of the items. */
async function sideBySide<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const open = items.entries();
  const worker = async () => {
    for (const [index, item] of open) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
