import { configurationOf } from "./configurations.ts";
import { type Figure, short } from "./figure.ts";
import { processesOf } from "./processes.ts";
import { installed, runInWorld, timesOf, type World } from "./world.ts";

/** Containers that the orchestrator has made, whose features are installed. */
const hierarchy: World = { script: "phoenix_orchestrator.sh" };
/** All of them: one with base_setup, three with nvidia. */
const all = { containers: 4, features: 4, command: `${installed(hierarchy.script)} --LetsGo` };
/** The one that the predecessor was measured with. */
const one = { containers: 1, features: 1, command: `${installed(hierarchy.script)} 900` };

const sizes = [10, 100, 1000] as const;
/** Beside the containers that there are, each plan finds as many that are still to be made. */
const planned: World = {
  ...hierarchy,
  drift: `mkdir /srv/plans; for n in ${sizes.join(" ")}; do IFS= read -r json; echo "$json" >/srv/plans/$n.json; done`,
  input: sizes.map((size) => `${JSON.stringify(configurationOf(size))}\n`).join(""),
};
const planRounds = 5;
/** The exit code of a plan that found something to do. */
const wouldChange = 3;

/** The orchestrator: what a plan costs, and what it costs to find containers converged. */
export async function orchestratorFigures(): Promise<Figure[]> {
  return [
    ...(await planFigures()),
    ...(await convergedFigures("a converged container", one)),
    { name: "the predecessor", figure: "579", unit: "execve, 61 calls of pct and 52 of jq (not run here)" },
    ...(await convergedFigures("four converged containers", all)),
  ];
}

/** Containers that are there are looked into by pct, whose time is not the orchestrator's: of those in a plan none is. */
async function planFigures(): Promise<Figure[]> {
  const plan = (size: number) => `${all.command} --plan --lxc-config /srv/plans/${size}.json`;
  const contestants = Object.fromEntries(sizes.map((size) => [`of ${size}`, plan(size)]));
  const times = await timesOf(planned, contestants, Object.keys(contestants), planRounds, wouldChange);
  return sizes.map((size) => planFigure(size, times[`of ${size}`] ?? 0));
}

function planFigure(size: number, milliseconds: number): Figure {
  const figure = {
    name: `plan of ${size} containers that are to be made`,
    figure: short(milliseconds),
    unit: `ms, ${short(milliseconds / size)} ms a container`,
  };
  return size < 1000 ? figure : { ...figure, goal: "<= 1000", met: milliseconds <= 1000 };
}

async function convergedFigures(name: string, run: typeof one): Promise<Figure[]> {
  const { programs } = await processesOf(hierarchy, run.command);
  const looks = await callsOfPct(run.command);
  const jq = programs.filter((path) => path.endsWith("/jq")).length;
  return [
    {
      name: `programs of a run that finds ${name}`,
      figure: String(programs.length),
      unit: `execve, ${short(programs.length / run.containers)} a container`,
    },
    {
      name: `calls of pct of a run that finds ${name}`,
      figure: String(looks.length),
      unit: [...new Set(looks)].join(", "),
      goal: `${run.features}, each exec`,
      met: looks.length === run.features && looks.every((call) => call === "pct exec"),
    },
    {
      name: `calls of jq of a run that finds ${name}`,
      figure: String(jq),
      unit: "its own, and those of the scripts of features",
      goal: String(1 + run.features),
      met: jq === 1 + run.features,
    },
  ];
}

/** Calls of pct, by program and subcommand, of a command that finds the world converged. */
async function callsOfPct(command: string): Promise<string[]> {
  const recording = ': >/world/calls; "$@" >/dev/null 2>&1; grep --only-matching "^pct [a-z]*" /world/calls';
  const { text, exitCode } = await runInWorld(hierarchy, [
    "bash",
    "-euc",
    recording,
    "recording",
    ...command.split(" "),
  ]);
  if (exitCode !== 0) throw new Error(`${command} found no converged containers: exit ${exitCode}\n${text}`);
  return text.split("\n");
}
