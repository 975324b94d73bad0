import { join } from "node:path";
import { execa } from "execa";
import { binFolder, projectRoot } from "../src/cli/project.ts";
import { median } from "./figure.ts";

/** A converged world to measure in: whose script made it, and what has been spoilt since. */
export interface World {
  /** Path of the script below the tree. */
  readonly script: string;
  /** The folder that is installed as `bin/`; where absent, that of ASHLAR_GENERATED or the project's own. */
  readonly tree?: string;
  /** Bash that spoils the world. */
  readonly drift?: string;
  /** What that bash reads. */
  readonly input?: string;
}

/** Where a script of the tree is inside a world. */
export function installed(script: string): string {
  return `/${binFolder}/${script}`;
}

/** What a command in a world printed, and its exit code. */
export interface Ran {
  readonly exitCode: number;
  readonly text: string;
}

/** Runs a command in a world of its own. */
export async function runInWorld(world: World, command: readonly string[]): Promise<Ran> {
  const { exitCode, all, signal } = await execa(
    join(projectRoot, "bench/in-world"),
    [world.script, world.drift ?? "", ...command],
    {
      all: true,
      input: world.input ?? "",
      reject: false,
      env: {
        ASHLAR_GENERATED:
          world.tree ?? process.env.ASHLAR_GENERATED ?? join(projectRoot, "generated", binFolder),
      },
    },
  );
  if (exitCode === undefined) throw new Error(`${command.join(" ")} was ended by ${signal}:\n${all}`);
  return { exitCode, text: all };
}

/** Commands of a comparison, by a name of the caller's choice. */
export type Contestants = Readonly<Record<string, string>>;

/**
 * Milliseconds of each contestant: the median of as many runs as `turns` names it, in each of the rounds. All of them end
 * with the exit code that tells that they found what was expected: 0 for a converged world.
 */
export async function timesOf<C extends Contestants>(
  world: World,
  contestants: C,
  turns: readonly (keyof C & string)[],
  rounds: number,
  exit = 0,
): Promise<Record<keyof C & string, number>> {
  const commands = turns.map((name) => contestants[name] ?? "");
  const { text, exitCode } = await runInWorld(world, ["/mnt/inside/interleave", String(rounds), ...commands]);
  if (exitCode !== 0) throw new Error(`the comparison did not run:\n${text}`);
  const runs = text.split("\n").map((line) => line.split(" ").map(Number));
  const timed = runs.map(([turn = 0, microseconds = 0, code]) => {
    if (code !== exit) throw new Error(`${commands[turn]} did not find what was expected: exit ${code}`);
    return { name: turns[turn], milliseconds: microseconds / 1000 };
  });
  const medianOf = (name: string) =>
    median(timed.filter((run) => run.name === name).map((run) => run.milliseconds));
  const medians = [...new Set(turns)].map((name) => [name, medianOf(name)]);
  return Object.fromEntries(medians) as Record<keyof C & string, number>;
}
