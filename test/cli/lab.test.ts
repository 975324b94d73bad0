import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { readState } from "../../src/cli/lab.ts";
import { labCommands, labsToEnd } from "../../src/cli/lab-commands.ts";
import { exitCodeOf, wholly } from "../../src/cli/lab-substrate.ts";
import { projectRoot } from "../../src/cli/project.ts";
import { ashlar } from "./ashlar.ts";

describe("arguments", () => {
  /** What commander says to a command line that no action may be reached with. */
  async function refusal(...args: string[]): Promise<string> {
    const said: string[] = [];
    const program = new Command("ashlar").exitOverride();
    program.configureOutput({ writeErr: (text) => said.push(text) });
    const finish = () => Promise.reject(new Error("an action was reached"));
    labCommands(program, { root: "/nowhere", folder: "/nowhere", finish });
    await expect(program.parseAsync(["lab", ...args], { from: "user" })).rejects.toThrow();
    return said.join("");
  }

  test.each([
    [["upp"], "unknown command 'upp'"],
    [["up", "--host", "debian11"], "Allowed choices are debian12, debian13."],
    [["run", "--jobs", "0"], "It is a number from 1 on."],
    [["replay"], "missing required argument 'script'"],
    // A script's own options stand behind --.
    [["replay", "some.sh", "--plan"], "unknown option '--plan'"],
  ])("%j is wrong usage", async (args, message) => {
    expect(await refusal(...args)).toContain(message);
  });

  test("alone it prints help", async () => {
    const { code, stdout } = await ashlar(projectRoot, "lab");
    expect(code).toBe(0);
    for (const word of ["up", "down", "reset", "status", "shell", "replay", "run"])
      expect(stdout).toMatch(new RegExp(`^  ${word} `, "m"));
  });

  test("down means the default lab, those that are named, or all: never two of these", () => {
    expect(labsToEnd([])).toEqual(["lab"]);
    expect(labsToEnd(["one", "two"])).toEqual(["one", "two"]);
    expect(() => labsToEnd(["one"], true)).toThrow("not both");
  });
});

test("what a host answers about itself: its distribution and its containers", () => {
  const listed = [
    "debian12",
    "VMID       Status     Lock         Name                ",
    "901        running                 gpu                 ",
    "950        stopped    backup       spare               ",
    "",
  ];
  expect(readState(listed.join("\n"))).toEqual({
    host: "debian12",
    containers: [
      { ctid: "901", state: "running" },
      { ctid: "950", state: "stopped" },
    ],
  });
  expect(readState("debian13")).toEqual({ host: "debian13", containers: [] });
});

test.each([
  [{ exitCode: 0 }, 0],
  [{ exitCode: 37 }, 37],
  [{ signal: "SIGINT" }, 130],
])("%j is for a shell exit code %i", (ended, code) => expect(exitCodeOf(ended)).toBe(code));

describe("a work is whole or nothing", () => {
  const bash = (script: string, say: (line: string) => void, undo: () => Promise<void>) =>
    wholly("bash", ["-c", script], say, undo);

  test("what it says comes while it works, and nothing is taken back", async () => {
    const said: string[] = [];
    const undo = () => Promise.reject(new Error("taken back"));
    await bash("echo one >&2; echo two >&2", (line) => said.push(line), undo);
    expect(said).toEqual(["one", "two"]);
  });

  test("when it fails, its last words are the message, and what others have begun stays", async () => {
    const undo = () => Promise.reject(new Error("taken back"));
    const work = bash("echo 'lab: no room' >&2; exit 7", () => {}, undo);
    await expect(work).rejects.toMatchObject({ message: "no room", exitCode: 1 });
  });

  test("an interrupt reaches all that it started, and then it is taken back", async () => {
    const pids: number[] = [];
    const undone: boolean[] = [];
    const say = (line: string) => {
      pids.push(Number(line));
      process.emit("SIGTERM", "SIGTERM");
    };
    const work = bash("sleep 60 & echo $! >&2; wait", say, async () => void undone.push(isAlive(pids[0])));
    await expect(work).rejects.toMatchObject({ exitCode: 143 });
    expect(undone).toEqual([false]);
  });

  /** A dead process keeps its number until its parent has heard of it. */
  function isAlive(pid = 0): boolean {
    const status = `/proc/${pid}/status`;
    return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
  }
});
