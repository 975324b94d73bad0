import { basename } from "node:path";
import { type Figure, median, short } from "./figure.ts";
import { container, containerScript, ctid, handwrittenContainer } from "./peers.ts";
import { processesOf } from "./processes.ts";
import { runInWorld, timesOf, type World } from "./world.ts";

/** Calls of the real pct are slow: each loads a large Perl program. */
const slowPct: World = { ...container, drift: "echo 0.5 >/world/pct-seconds" };
/** From its next start on the container has its nodes three seconds late. */
const lateNodes: World = { ...container, drift: `echo '* late 3' >>/world/guests/${ctid}.nodes` };

const runsPerRound = 3;
const rounds = 3;
const waits = 7;

/** The container script: entries into the container, programs on the host, waiting, and a pct that is as slow as it is. */
export async function containerFigures(): Promise<Figure[]> {
  return [
    ...(await entryFigures()),
    ...(await programFigures()),
    ...(await waitFigures()),
    await slowFigure(),
  ];
}

async function entryFigures(): Promise<Figure[]> {
  const entries = await entriesOf(containerScript.run);
  return [
    {
      name: "entries into a converged container",
      figure: String(entries),
      unit: "pct exec",
      goal: "1",
      met: entries === 1,
    },
    {
      name: "the same checks by hand",
      figure: String(await entriesOf(handwrittenContainer.run)),
      unit: "pct exec",
    },
  ];
}

/** How often a command that finds the container converged enters it. */
async function entriesOf(command: string): Promise<number> {
  const counting = ': >/world/calls; "$@" >/dev/null 2>&1; grep --count "^pct exec " /world/calls';
  const { text, exitCode } = await runInWorld(container, [
    "bash",
    "-euc",
    counting,
    "counting",
    ...command.split(" "),
  ]);
  if (exitCode !== 0) throw new Error(`${command} found no converged container: exit ${exitCode}`);
  return Number(text);
}

/** What runs in the container belongs to pct, which counts as the one program that the host sees. */
async function programFigures(): Promise<Figure[]> {
  const { programs } = await processesOf(container, containerScript.run);
  const byHand = await processesOf(container, handwrittenContainer.run);
  return [
    {
      name: "programs of a converged run, on the host",
      figure: String(programs.length),
      unit: `execve (${programs.map((path) => basename(path)).join(" ")})`,
      goal: "<= 8",
      met: programs.length <= 8,
    },
    { name: "the same checks by hand", figure: String(byHand.programs.length), unit: "execve" },
  ];
}

/** One wait that came to its end. */
interface Wait {
  /** Milliseconds from the last node's appearance to the line of the step that waited for it. */
  readonly overshoot: number;
  /** Milliseconds of CPU of the script and all it started, and the seconds of waiting in which they were used. */
  readonly cpu: number;
  readonly seconds: number;
}

async function waitFigures(): Promise<Figure[]> {
  const all = await waitsFor("devices");
  const overshoots = all.map(({ overshoot }) => overshoot);
  const overshoot = median(overshoots);
  const [cpu, seconds] = [sum(all.map((wait) => wait.cpu)), sum(all.map((wait) => wait.seconds))];
  return [
    {
      name: "end of the wait after the last node has come",
      figure: short(overshoot),
      unit: `ms (median of ${waits} waits, at most ${short(Math.max(...overshoots))})`,
      goal: "<= 150",
      met: overshoot <= 150,
    },
    {
      name: "CPU while waiting",
      figure: short(cpu / seconds),
      unit: `ms per second of waiting (${short(seconds)} s)`,
    },
  ];
}

async function waitsFor(step: string): Promise<Wait[]> {
  const command = ["/mnt/inside/waits", String(waits), step, ctid, ...containerScript.run.split(" ")];
  const { text, exitCode } = await runInWorld(lateNodes, command);
  if (exitCode !== 0) throw new Error(`the waits did not run:\n${text}`);
  return text.split("\n").map(waitIn);
}

/** Linux gives times of processes in hundredths of a second. */
function waitIn(line: string): Wait {
  const [late = 0, microseconds = 0, ticks = 0, code] = line.split(" ").map(Number);
  if (code !== 0 || late < 0 || microseconds === 0) throw new Error(`no wait that came to its end: ${line}`);
  return { overshoot: late / 1000, cpu: ticks * 10, seconds: microseconds / 1e6 };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function slowFigure(): Promise<Figure> {
  const contestants = { ashlar: containerScript.run, handwritten: handwrittenContainer.run };
  const often = Array.from({ length: runsPerRound }, () => "ashlar" as const);
  const times = await timesOf(slowPct, contestants, [...often, "handwritten"], rounds);
  return {
    name: "converged run where pct costs 0.5 s, against one pct exec a check",
    figure: `${short(times.handwritten / times.ashlar)}x faster`,
    unit: `${short(times.ashlar)} ms against ${short(times.handwritten)} ms`,
  };
}
