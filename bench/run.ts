import { buildFigures } from "./build.ts";
import { type Comparison, catchDrifts } from "./catches.ts";
import { compileFigures } from "./compile.ts";
import { containerFigures } from "./container.ts";
import { containerDrifts } from "./container-drifts.ts";
import { drifts } from "./drifts.ts";
import { type Figure, figureTable, notMeasured } from "./figure.ts";
import { fileFigures } from "./files.ts";
import { programFigures, timeFigures } from "./host.ts";
import { orchestratorFigures } from "./orchestrator.ts";
import { allPeers, container, containerPeers, host } from "./peers.ts";
import { installTools } from "./tools.ts";

/** `npm run bench [-- GROUP…]`: prints the figures; exits 1 when one of them could not be measured. */
const groups: Readonly<Record<string, () => Promise<Figure[]>>> = {
  programs: programFigures,
  time: timeFigures,
  files: fileFigures,
  compile: compileFigures,
  build: buildFigures,
  drifts: () => driftFigures({ of: "host", world: host, drifts, peers: allPeers() }),
  container: containerFigures,
  orchestrator: orchestratorFigures,
  "container-drifts": () =>
    driftFigures({ of: "container", world: container, drifts: containerDrifts, peers: containerPeers }),
};

async function driftFigures(comparison: Comparison): Promise<Figure[]> {
  const { table, figure } = await catchDrifts(comparison);
  process.stdout.write(`${table}\n\n`);
  return [figure];
}

/** What one group cannot measure does not keep the others from it. */
async function measured(group: string): Promise<Figure[]> {
  process.stderr.write(`measuring ${group} …\n`);
  try {
    return (await groups[group]?.()) ?? [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message.split("\n").slice(0, 12).join("\n")}\n`);
    return [notMeasured(group, "see the message above")];
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((group) => !(group in groups));
if (unknown.length > 0)
  throw new Error(`no such group: ${unknown.join(" ")}; there are ${Object.keys(groups).join(" ")}`);
installTools();
const figures: Figure[] = [];
for (const group of wanted.length > 0 ? wanted : Object.keys(groups))
  figures.push(...(await measured(group)));
process.stdout.write(`${figureTable(figures)}\n`);
process.exitCode = figures.some(({ figure }) => figure === "not measured") ? 1 : 0;
