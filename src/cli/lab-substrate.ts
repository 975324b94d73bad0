import { existsSync, statSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { execa } from "execa";
import { type LabHost, labsFolder } from "./lab-names.ts";
import { type Say, withProgress } from "./lab-progress.ts";

/** A lab by its name; `lab/` of the project at `root` holds the commands that make it. */
export interface Lab {
  readonly root: string;
  readonly name: string;
}

/** Since when a lab is up; undefined when it is not. */
export async function upSince({ root, name }: Lab): Promise<Date | undefined> {
  const mark = join(labsFolder, name, "up");
  if (!existsSync(mark)) return undefined;
  const { exitCode } = await execa(join(root, "lab/enter"), [name, "--outside", "--", "true"], quietly);
  return exitCode === 0 ? statSync(mark).mtime : undefined;
}

const quietly = { stdin: "ignore", reject: false } as const;

/** Raises a lab; whatever stops this, nothing of it stays: `lab/raise` itself sees to that where it fails. */
export async function raise(lab: Lab, host: LabHost): Promise<void> {
  const undo = () => fell(lab);
  await withProgress(`raising ${lab.name}, a ${host} host`, (say) =>
    wholly(join(lab.root, "lab/raise"), [lab.name, host], say, undo),
  );
}

/** Takes a lab down; also one that was never up, or that a crash left. */
export async function fell({ root, name }: Lab): Promise<void> {
  await substrate(root, "fell", [name]);
}

/** Puts a lab's host and containers back as freshly raised, or as they were kept. */
export async function reset({ root, name }: Lab, state: string | undefined): Promise<void> {
  await substrate(root, "reset", state === undefined ? [name] : [name, state]);
}

/** A command's output on a lab's host. */
export async function outputIn({ root, name }: Lab, command: readonly string[]): Promise<string> {
  return substrate(root, "enter", [name, "--", ...command]);
}

/** Runs a command on a lab's host with these bytes as its input. */
export async function feed(
  { root, name }: Lab,
  input: Uint8Array,
  command: readonly string[],
): Promise<void> {
  await substrate(root, "enter", [name, "--", ...command], { input });
}

/** Hands the terminal over to a command on a lab's host, and gives back its exit code. */
export async function handOver({ root, name }: Lab, command: readonly string[]): Promise<number> {
  // Ctrl-C is for the command; this process waits to hear what it came to.
  const heard = () => {};
  process.on("SIGINT", heard);
  try {
    const args = [name, "--", ...command];
    return exitCodeOf(await execa(join(root, "lab/enter"), args, { stdio: "inherit", reject: false }));
  } finally {
    process.off("SIGINT", heard);
  }
}

/** Runs a command of `lab/`; when it fails, what it said is the message. */
async function substrate(
  root: string,
  command: string,
  args: readonly string[],
  input: { readonly input?: Uint8Array } = {},
): Promise<string> {
  const options = { input: "", ...input, reject: false } as const;
  const { stdout, stderr, exitCode } = await execa(join(root, "lab", command), args, options);
  if (exitCode === 0) return stdout;
  throw labError(said(stderr) || `lab/${command} ${args.join(" ")} failed`, exitCode);
}

/** The last that a command of `lab/` said, which tells why it failed. */
function said(stderr: string): string {
  return stderr
    .split("\n")
    .slice(-20)
    .join("\n")
    .replace(/^lab: /gm, "");
}

/** The same where every line has been shown while it came, unless a terminal showed one over the other. */
function unsaid(stderr: string): string {
  return process.stderr.isTTY ? said(stderr) : (said(stderr).split("\n").at(-1) ?? "");
}

/** Wrong usage stays wrong usage; all else that fails is 1. */
export function labError(message: string, exitCode: number | undefined = 1): CommanderError {
  return new CommanderError(exitCode === 2 ? 2 : 1, "ashlar.lab", message);
}

const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a program to its end or not at all. It gets a process group of its own, so that an interrupt reaches all of it,
 * through this process alone, which then takes back what was begun. A program that fails has done so itself.
 */
export async function wholly(
  program: string,
  args: readonly string[],
  say: Say,
  undo: () => Promise<void>,
): Promise<void> {
  const child = execa(program, args, { detached: true, stdin: "ignore", stdout: "ignore", reject: false });
  let interrupt: NodeJS.Signals | undefined;
  const end = (signal: NodeJS.Signals) => {
    interrupt ??= signal;
    endGroup(child.pid);
  };
  for (const signal of interrupts) process.on(signal, end);
  try {
    for await (const line of child.iterable({ from: "stderr" })) say(line);
    const ended = await child;
    if (interrupt !== undefined) {
      await undo();
      throw interrupted(interrupt);
    }
    if (ended.exitCode === 0) return;
    throw labError(unsaid(ended.stderr) || `${program} failed`, ended.exitCode);
  } finally {
    for (const signal of interrupts) process.off(signal, end);
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

function interrupted(signal: NodeJS.Signals): CommanderError {
  return new CommanderError(
    128 + constants.signals[signal],
    "ashlar.lab",
    "interrupted: nothing half is left",
  );
}

/** What a shell makes of how a program ended. */
export function exitCodeOf({ exitCode, signal }: { exitCode?: number; signal?: string }): number {
  if (exitCode !== undefined) return exitCode;
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}
