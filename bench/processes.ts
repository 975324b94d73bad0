import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { projectRoot } from "../src/cli/project.ts";
import { runInWorld, type World } from "./world.ts";

/** Programs a command starts, itself included, and how many processes that took. */
export interface Processes {
  readonly programs: readonly string[];
  readonly count: number;
}

/** Counts the programs and the processes of a command that must find the world converged. */
export async function processesOf(world: World, command: string): Promise<Processes> {
  const { text, exitCode } = await runInWorld(world, ["/mnt/inside/processes", ...command.split(" ")]);
  if (exitCode !== 0) throw new Error(`${command} found no converged world: exit ${exitCode}\n${text}`);
  const traces = tracesIn(text);
  const children = new Set([...traces.values()].flatMap((trace) => trace.children));
  const [root] = [...traces.keys()].filter((pid) => !children.has(pid));
  const reached = reachedFrom(root ?? "", traces);
  return { programs: reached.flatMap(({ programs }) => programs), count: reached.length };
}

interface Trace {
  readonly programs: readonly string[];
  readonly children: readonly string[];
}

/** What each process did, by its number. */
function tracesIn(text: string): Map<string, Trace> {
  const sections = text.split(/^process (?=\d+$)/m).slice(1);
  return new Map(
    sections.map((section) => {
      const programs = [...section.matchAll(/^execve\("([^"]+)".* = 0$/gm)].map(([, path = ""]) => path);
      const forks = section.matchAll(/^(?:clone3?|v?fork)\((?!.*CLONE_THREAD).* = (\d+)$/gm);
      return [section.split("\n", 1)[0] ?? "", { programs, children: [...forks].map(([, pid = ""]) => pid) }];
    }),
  );
}

/** A fake stands for a program: whatever it is made of inside, it counts as that one. */
function reachedFrom(pid: string, traces: ReadonlyMap<string, Trace>): Trace[] {
  const trace = traces.get(pid) ?? { programs: [], children: [] };
  const [first = ""] = trace.programs;
  if (isFake(first)) return [{ programs: [first], children: [] }];
  return [trace, ...trace.children.flatMap((child) => reachedFrom(child, traces))];
}

function isFake(program: string): boolean {
  const name = basename(program);
  return name === "nvcc" || (program !== "" && existsSync(join(projectRoot, "bats/fakes", name)));
}
