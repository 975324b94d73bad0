import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { loadDsl } from "../../src/cli/load.ts";
import { libraryName as library } from "../../src/emit/tree.ts";
import type { Pipeline } from "../../src/model/pipeline.ts";
import { type EmittedScript, type Mutant, mutantsOf } from "./mutants.ts";
import { filesFor, type ScenarioFile } from "./relevance.ts";
import { type Arguments, faultsOf, tableOf } from "./table.ts";

/**
 * `npm run mutate [-- --only TEXT --files N]`: breaks the emitted bash of all pipelines in one place at a time and runs
 * their scenarios against it until one fails, at the most N groups of them (default: all), those that speak of the
 * broken step first. Of the mutants only those whose name contains TEXT are tried, so that a run can be split. Goes on
 * where an earlier run was stopped (.cache/mutations.tsv; delete it to begin anew). Writes docs/mutations.md from all
 * that is known; exits 1 when a mutant survives that is not argued for in argued.json, or when one of these is noticed.
 * With `--table` nothing is tried.
 */
const bin = "generated/usr/local/phoenix_hypervisor/bin";
const notebook = ".cache/mutations.tsv";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    files: { type: "string", default: "1000" },
    table: { type: "boolean", default: false },
  },
});
const argued = JSON.parse(readFileSync(join(import.meta.dirname, "argued.json"), "utf8")) as Arguments;
const { pipelines } = await loadDsl({ root: process.cwd(), dsl: "dsl", out: process.cwd() });
const suites = new Map(pipelines.map((pipeline) => [pipeline.script, scenariosOf(pipeline)]));
const libraryText = readFileSync(join(bin, library), "utf8");
const mutants = mutantsOf(pipelines.map(emitted), { file: library, text: libraryText });
/** Scenarios that are known to hold where nothing is broken. */
const unbroken = new Set<string>();
const isSelected = (name: string) => name.includes(values.only);

if (!values.table) await judgeAll(mutants.filter(({ name }) => isSelected(name)));
const verdicts = readNotebook();
writeFileSync("docs/mutations.md", tableOf(mutants, verdicts, argued));
const faults = faultsOf(mutants, verdicts, argued, isSelected);
process.stdout.write(faults.map((fault) => `${fault}\n`).join(""));
process.exitCode = faults.length === 0 ? 0 : 1;

function emitted({ script, steps }: Pipeline): EmittedScript {
  const needs = new Map(steps.map((step) => [step.id, step.resource.needs.map((proof) => proof.step)]));
  return { file: script, text: readFileSync(join(bin, script), "utf8"), needs };
}

function scenariosOf({ name }: Pipeline): ScenarioFile[] {
  const folder = join("bats/generated", name);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.map((file) => ({
    path: join(folder, file),
    text: readFileSync(join(folder, file), "utf8"),
  }));
}

/** Verdicts by name; an empty one is a survivor. */
function readNotebook(): Map<string, string> {
  const text = existsSync(notebook) ? readFileSync(notebook, "utf8") : "";
  const rows = text.split("\n").filter((row) => row.includes("\t"));
  return new Map(rows.map((row) => [row.slice(0, row.indexOf("\t")), row.slice(row.indexOf("\t") + 1)]));
}

/** Those without a verdict, as many side by side as there are cores. */
async function judgeAll(all: readonly Mutant[]): Promise<void> {
  const known = readNotebook();
  mkdirSync(".cache", { recursive: true });
  const open = all.filter(({ name }) => !known.has(name)).values();
  const worker = async (): Promise<void> => {
    for (const mutant of open) {
      const killedBy = await judge(mutant);
      appendFileSync(notebook, `${mutant.name}\t${killedBy ?? ""}\n`);
      process.stdout.write(
        `${killedBy === undefined ? "SURVIVED" : "noticed "} ${mutant.name}  ${killedBy ?? ""}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** The scenario that noticed; undefined when none did. */
async function judge(mutant: Mutant): Promise<string | undefined> {
  const tree = mkdtempSync(join(tmpdir(), "ashlar-mutant-"));
  try {
    cpSync(bin, tree, { recursive: true });
    plant(mutant, tree);
    for (const file of filesFor(mutant, suites).slice(0, Number(values.files))) {
      const failed = await firstFailure(file, tree);
      if (failed !== undefined && (await holdsUnbroken(file, failed))) return failed;
    }
    return undefined;
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** Writes the mutant; a changed library gets its new digest into the scripts, which would refuse it otherwise. */
function plant({ name, file, was, becomes }: Mutant, tree: string): void {
  const source = readFileSync(join(tree, file), "utf8");
  const mutated = source.replace(was, () => becomes);
  if (mutated === source) throw new Error(`mutant changes nothing: ${name}`);
  writeFileSync(join(tree, file), mutated);
  if (file !== library) return;
  const digest = createHash("sha256").update(mutated).digest("hex");
  for (const { script } of pipelines) {
    const text = readFileSync(join(tree, script), "utf8");
    writeFileSync(join(tree, script), text.replace(/^(readonly LIBRARY_SHA256=).*$/m, `$1${digest}`));
  }
}

/** Runs one bats file and stops at its first failing scenario. */
async function firstFailure(file: string, tree: string): Promise<string | undefined> {
  const stdout = await bats(tree, "--abort", file);
  return /^not ok \d+ (.*)$/m.exec(stdout)?.[1];
}

/** What fails without the fault too, because the machine is too busy for its deadlines, has noticed nothing. */
async function holdsUnbroken(file: string, scenario: string): Promise<boolean> {
  const key = `${file} ${scenario}`;
  if (unbroken.has(key)) return true;
  const stdout = await bats(resolve(bin), "--filter", `^${scenario.replace(/[^\w ]/g, ".")}$`, file);
  if (/^ok 1 /m.test(stdout)) unbroken.add(key);
  return unbroken.has(key);
}

async function bats(tree: string, ...words: string[]): Promise<string> {
  const { stdout } = await execa("node_modules/bats/bin/bats", ["--formatter", "tap", ...words], {
    env: { ASHLAR_GENERATED: tree },
    reject: false,
    stderr: "ignore",
  });
  return stdout;
}
