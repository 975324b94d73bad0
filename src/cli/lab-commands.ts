import { type Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type LabHost, labHosts, labNames } from "./lab-names.ts";
import type { ReplayOptions } from "./lab-replay.ts";
import type { Lab } from "./lab-substrate.ts";

/** Where a command is called, and what becomes of its exit code. */
export interface LabCaller {
  readonly root: string;
  readonly folder: string;
  readonly finish: (code: Promise<number>) => Promise<void>;
}

interface Named {
  readonly name: string;
}

/** `ashlar lab …`. */
export function labCommands(program: Command, caller: LabCaller): void {
  const lab = program
    .command("lab")
    .description("a host with real containers, in which emitted scripts run unmodified (as root)")
    .allowExcessArguments()
    .action(() => helpOf(lab));
  upAndDown(lab, caller);
  inside(lab, caller);
  scenarios(lab, caller);
}

function helpOf(lab: Command): void {
  const [unknown] = lab.args;
  if (unknown !== undefined) lab.error(`error: unknown command '${unknown}'`);
  lab.outputHelp();
}

function named(command: Command): Command {
  return command.option("--name <name>", "which lab, where there are several", "lab");
}

function upAndDown(group: Command, { root, finish }: LabCaller): void {
  named(group.command("up"))
    .description("raise a lab; builds what it needs the first time")
    .addOption(new Option("--host <distribution>", "what its host is").choices(labHosts))
    .action(async ({ name, host }: Named & { host?: LabHost }) =>
      finish((await import("./lab.ts")).labUp({ root, name }, host)),
    );
  group
    .command("down [name...]")
    .description("take labs down, `lab` if none is named; leaves nothing, also after a crash")
    .option("--all", "every lab there is")
    .action(async (names: string[], { all }: { all?: boolean }) =>
      finish((await import("./lab.ts")).labDown(root, labsToEnd(names, all))),
    );
  named(group.command("reset [state]"))
    .description("host and containers as freshly raised, or as kept under that name")
    .action(async (state: string | undefined, { name }: Named) =>
      finish((await import("./lab.ts")).labReset({ root, name }, state)),
    );
  group
    .command("status")
    .description("which labs are up, with their containers; what the cache holds")
    .option("--json", "one JSON document on stdout")
    .action(async (options) => finish((await import("./lab.ts")).labStatus(root, options)));
}

/** The labs that `down` means. */
export function labsToEnd(names: readonly string[], all = false): readonly string[] {
  if (all && names.length > 0) {
    throw new CommanderError(2, "ashlar.lab", "name labs or say --all, not both");
  }
  if (all) return labNames();
  return names.length > 0 ? names : ["lab"];
}

function inside(group: Command, { root, folder, finish }: LabCaller): void {
  named(group.command("shell [ctid]"))
    .description("a terminal on the host, or in a container")
    .action(async (ctid: string | undefined, { name }: Named) =>
      finish((await import("./lab.ts")).labShell({ root, name }, ctid)),
    );
  named(group.command("replay <script> [args...]"))
    .description("run an emitted script of your own; its options after --; exits as the script does")
    .option("--config <file>", "the host's configuration; default one that fits the lab")
    .option("--lxc-config <file>", "the containers' configuration; default one that fits the lab")
    .action(async (script: string, args: string[], { name, ...options }: Named & ReplayOptions) => {
      const lab: Lab = { root, name };
      await finish((await import("./lab-replay.ts")).labReplay(lab, folder, [script, ...args], options));
    });
}

function scenarios(group: Command, { root, finish }: LabCaller): void {
  group
    .command("run [scenario...]")
    .description("run scenarios of lab/scenarios, each in a lab of its own")
    .option("--all", "all of them")
    .option("--jobs <count>", "so many files at once; default as many as there are cores", positive)
    .action(async (wanted: string[], options) =>
      finish((await import("./lab-run.ts")).labRun(root, wanted, options)),
    );
}

function positive(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number from 1 on.");
}
