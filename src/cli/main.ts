import { relative, resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { labCommands } from "./lab-commands.ts";
import { packageOptions } from "./package-options.ts";
import { type Project, projectRoot, projectVersion } from "./project.ts";

const callerFolder = process.cwd();
// Positions in issues and scripts are relative to the project, from wherever it is called.
process.chdir(projectRoot);

/** Options of every command that compiles. */
interface ProjectOptions {
  readonly dsl?: string;
  readonly out?: string;
}

function projectOf({ dsl = `${projectRoot}/dsl`, out = projectRoot }: ProjectOptions): Project {
  return {
    root: projectRoot,
    dsl: relative(projectRoot, resolve(callerFolder, dsl)),
    out: resolve(callerFolder, out),
  };
}

function compiling(command: Command): Command {
  return command
    .option("--dsl <dir>", "folder of the pipelines, with host/, lxc/ and a tsconfig.json; default dsl/")
    .option("--out <dir>", "folder that generated/ and bats/generated/ are below; default this project")
    .option("--json", "one JSON document on stdout");
}

// A command's module is imported when it runs: help needs none of them.
function commands(program: Command): void {
  compiling(program.command("build"))
    .description("compile dsl/ and write generated/")
    .option("--no-lint", "leave shellcheck out")
    .option("--standalone", "a package: each script with the functions it reaches inside; needs --out")
    .option("--bake <files>", "a package: the values of CONFIG[,LXC_CONFIG] as constants; needs --out")
    .option("--host-distro <name>", "the host of a baked package, such as debian12: judged with the values")
    .option("--host-gpus <count>", "how many GPUs that host has: judged with the values")
    .action(async (options) => {
      const wanted = packageOptions(options, callerFolder);
      const { build } = await import("./build.ts");
      await finish(
        build(projectOf(options), { ...options, ...(wanted === undefined ? {} : { package: wanted }) }),
      );
    });
  compiling(program.command("check"))
    .description("lint everything; exit 3 with a diff if generated/ is not what the sources give")
    .action(async (options) => finish((await import("./check.ts")).check(projectOf(options), options)));
  testing(program);
  beginning(program);
  compiling(program.command("list"))
    .description("show pipelines, targets and steps")
    .action(async (options) => finish((await import("./list.ts")).list(projectOf(options), options)));
  compiling(program.command("explain <script:line>"))
    .description("show where a line of an emitted script comes from, why, and what it touches")
    .action(async (place, options) => {
      const { explain } = await import("./explain.ts");
      await finish(explain(projectOf(options), callerFolder, place, options));
    });
  compiling(program.command("config").description("judge configuration files").command("check <file...>"))
    .description("find what an emitted script would refuse in a configuration, in the same words")
    .option("--as <name>", "the configuration that the files are, whatever they are called")
    .action(async (files, options) => {
      const { configCheck } = await import("./config.ts");
      await finish(configCheck(projectOf(options), callerFolder, files, options));
    });
}

function testing(program: Command): void {
  program
    .command("test")
    .description("run the unit tests and the scenarios (as root: they mount a world)")
    .option("--only <text>", "only test files whose path contains this")
    .option("--lab", "also the scenarios of the lab; a whole run with CI=true has them anyway")
    .action(async (options) => finish((await import("./test.ts")).test(projectRoot, options)));
}

function beginning(program: Command): void {
  program
    .command("new")
    .description("begin something of your own")
    .command("feature <name>")
    .description("write a pipeline for containers and its specification, with a scenario that fails")
    .option("--dsl <dir>", "folder of the pipelines; default dsl/")
    .action(async (name, options) => finish((await import("./new.ts")).newFeature(projectOf(options), name)));
}

async function finish(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}

/** Wrong usage is one sentence and exit 2; a fault of this program keeps its stack trace. */
function fail(error: unknown): void {
  if (!(error instanceof CommanderError)) throw error;
  const isOurs = error.code.startsWith("ashlar.");
  if (isOurs) process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = isOurs || error.exitCode === 0 ? error.exitCode : 2;
}

async function main(args: readonly string[]): Promise<void> {
  const program = new Command("ashlar")
    .description("Typed install pipelines, compiled to reviewed bash.")
    .version(projectVersion(projectRoot))
    .exitOverride()
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 issues or failures, 2 wrong usage, 3 check found a difference.",
    );
  commands(program);
  labCommands(program, { root: projectRoot, folder: callerFolder, finish });
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(args, { from: "user" }).catch(fail);
}

await main(process.argv.slice(2));
