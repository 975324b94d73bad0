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
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import type { Pipeline } from "../../src/model/pipeline.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

/**
 * `npm run mutate [-- --files N]`: breaks the emitted bash in one place at a time and runs the scenarios against it
 * until one fails, at the most N groups of them (default: all), those that speak of the broken step first. Goes on
 * where an earlier run was stopped (.cache/mutations.tsv; delete it to begin anew). Writes docs/mutations.md; exits 1
 * when a mutant survives. With `--table` nothing is tried: the table is written from what is known so far.
 */
const bin = "generated/usr/local/phoenix_hypervisor/bin";
const library = "phoenix_hypervisor_common_utils.sh";

interface Verdict {
  readonly mutant: Mutant;
  /** The scenario that noticed; undefined when none did. */
  readonly killedBy: string | undefined;
}

const pipeline = (await import("../../dsl/host/nvidia.ts")).default;
const scenarios = `bats/generated/${pipeline.name}`;

const { values } = parseArgs({
  options: { files: { type: "string", default: "1000" }, table: { type: "boolean", default: false } },
});
const notebook = ".cache/mutations.tsv";
const known = readNotebook();

const mutants = allMutants(pipeline);
const verdicts = await judgeAll(values.table ? mutants.filter(({ name }) => known.has(name)) : mutants);
const survivors = verdicts.filter(({ killedBy }) => killedBy === undefined);
writeFileSync("docs/mutations.md", tableOf(verdicts));
process.stdout.write(`${verdicts.length - survivors.length} of ${verdicts.length} mutants noticed\n`);
process.exitCode = survivors.length === 0 ? 0 : 1;

/** Verdicts of an earlier run, by name; an empty one is a survivor. */
function readNotebook(): Map<string, string> {
  mkdirSync(".cache", { recursive: true });
  const text = existsSync(notebook) ? readFileSync(notebook, "utf8") : "";
  const rows = text.split("\n").filter((row) => row.includes("\t"));
  return new Map(rows.map((row) => [row.slice(0, row.indexOf("\t")), row.slice(row.indexOf("\t") + 1)]));
}

function allMutants({ script, steps }: Pipeline): Mutant[] {
  const needs = new Map(steps.map((step) => [step.id, step.resource.needs.map((proof) => proof.step)]));
  return mutantsOf(readFileSync(join(bin, script), "utf8"), readFileSync(join(bin, library), "utf8"), needs);
}

/** As many mutants side by side as there are cores. */
async function judgeAll(all: readonly Mutant[]): Promise<Verdict[]> {
  const found: Verdict[] = [];
  const open = all.entries();
  const worker = async (): Promise<void> => {
    for (const [index, mutant] of open) {
      const earlier = known.get(mutant.name);
      const killedBy = earlier === undefined ? await judge(mutant) : earlier || undefined;
      found[index] = { mutant, killedBy };
      if (earlier === undefined) appendFileSync(notebook, `${mutant.name}\t${killedBy ?? ""}\n`);
      process.stdout.write(
        `${killedBy === undefined ? "SURVIVED" : "noticed "} ${mutant.name}  ${killedBy ?? ""}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return found;
}

async function judge(mutant: Mutant): Promise<string | undefined> {
  const tree = mkdtempSync(join(tmpdir(), "ashlar-mutant-"));
  try {
    cpSync(bin, tree, { recursive: true });
    plant(mutant, tree);
    for (const file of filesByRelevance(mutant).slice(0, Number(values.files))) {
      const failed = await firstFailure(file, tree);
      if (failed !== undefined) return failed;
    }
    return undefined;
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** Writes the mutant; a changed library gets its new digest into the script, which would refuse it otherwise. */
function plant({ name, file, mutate }: Mutant, tree: string): void {
  const path = join(tree, file === "script" ? pipeline.script : library);
  const source = readFileSync(path, "utf8");
  const mutated = mutate(source);
  if (mutated === source) throw new Error(`mutant changes nothing: ${name}`);
  writeFileSync(path, mutated);
  const digest = createHash("sha256")
    .update(readFileSync(join(tree, library)))
    .digest("hex");
  const script = join(tree, pipeline.script);
  writeFileSync(
    script,
    readFileSync(script, "utf8").replace(/^(readonly LIBRARY_SHA256=).*$/m, `$1${digest}`),
  );
}

/** Files that speak of the mutant's steps first, else those with failing probes: most mutants die in the first file. */
function filesByRelevance({ steps }: Mutant): string[] {
  const names = readdirSync(scenarios).sort();
  const probing = names.filter((name) => /^(fresh|probes|failing|locks-that-stay|what-a-plan)/.test(name));
  const files = [...new Set([...probing, ...names])].map((name) => join(scenarios, name));
  const mentions = (file: string): number => {
    const text = readFileSync(file, "utf8");
    return steps.reduce(
      (sum, step) => sum + (text.split(new RegExp(`\\b${step}\\b`)).length - 1) / text.length,
      0,
    );
  };
  return files.toSorted((a, b) => mentions(b) - mentions(a));
}

/** Runs one bats file and stops at its first failing scenario. */
async function firstFailure(file: string, tree: string): Promise<string | undefined> {
  const { stdout } = await execa("node_modules/bats/bin/bats", ["--abort", "--formatter", "tap", file], {
    env: { ASHLAR_GENERATED: tree },
    reject: false,
    stderr: "ignore",
  });
  return /^not ok \d+ (.*)$/m.exec(stdout)?.[1];
}

function tableOf(all: readonly Verdict[]): string {
  const rows = all.map(({ mutant, killedBy }) => `| ${mutant.name} | ${killedBy ?? "**survived**"} |`);
  const noticed = all.filter(({ killedBy }) => killedBy !== undefined).length;
  return [
    "# Mutations of the emitted bash",
    "",
    `Written by \`npm run mutate\`: ${noticed} of ${all.length} noticed, ${mutants.length - all.length} not tried. Each row breaks \`${pipeline.script}\` or its library in one place; the scenario`,
    "beside it is the first that failed.",
    "",
    "| fault | noticed by |",
    "| --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
