import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, notMeasured, short } from "./figure.ts";
import { processesOf } from "./processes.ts";
import { syntheticFiles, syntheticPipeline, withEmitted } from "./synthetic.ts";
import { ansible } from "./tools.ts";
import { installed, timesOf, type World } from "./world.ts";

const few = 10;
const many = 110;
const compared = 50;

/** Built-in file steps, converged: against Ansible, and what one more of them costs. */
export async function fileFigures(): Promise<Figure[]> {
  const pipelines = [few, compared, many].map(syntheticPipeline);
  return withEmitted(pipelines, async (tree) => {
    writeFileSync(join(tree, "files.yml"), tasksFor(compared));
    const world = (count: number): World => ({ tree, script: scriptOf(count) });
    return [await againstAnsible(world(compared)), ...(await slope(world(many)))];
  });
}

async function againstAnsible(world: World): Promise<Figure> {
  const name = `${compared} file steps, converged, against Ansible`;
  const playbook = ansible(installed("files.yml"));
  if (playbook === undefined) return notMeasured(name, "ansible-core or python3-apt is missing");
  const contestants = { ashlar: installed(world.script), ansible: playbook };
  const turns = ["ashlar", "ashlar", "ashlar", "ansible"] as const;
  const times = await timesOf(world, contestants, turns, 3);
  const ratio = times.ansible / times.ashlar;
  return {
    name,
    figure: `${short(ratio)}x faster`,
    unit: `${short(times.ashlar)} ms against ${short(times.ansible)} ms`,
    goal: ">= 100x",
    met: ratio >= 100,
  };
}

/** One task a file and no loop: what a playbook of 50 different files looks like. JSON is YAML too. */
function tasksFor(count: number): string {
  const tasks = syntheticFiles(count).map(({ path, content }) => ({
    name: path,
    copy: { dest: path, content, owner: "root", group: "root", mode: "0644" },
  }));
  return JSON.stringify([{ hosts: "localhost", gather_facts: false, tasks }]);
}

/** The difference between a script of few steps and one of many, in the world of the latter: few are among the many. */
async function slope(world: World): Promise<Figure[]> {
  const contestants = { few: installed(scriptOf(few)), many: installed(world.script) };
  const times = await timesOf(world, contestants, ["few", "many"], 20);
  const milliseconds = (times.many - times.few) / (many - few);
  const processes = await Promise.all(
    [contestants.few, contestants.many].map((it) => processesOf(world, it)),
  );
  const [base, more] = processes.map(({ count }) => count);
  const perStep = ((more ?? 0) - (base ?? 0)) / (many - few);
  const name = "one more satisfied file step";
  return [
    { name, figure: short(milliseconds), unit: `ms (slope from ${few} to ${many} steps)` },
    {
      name,
      figure: String(perStep),
      unit: `processes (${base} with ${few}, ${more} with ${many})`,
      goal: "0",
      met: perStep === 0,
    },
  ];
}

function scriptOf(count: number): string {
  return `hypervisor_setup/files_${count}.sh`;
}
