import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Pipeline } from "../../src/model/pipeline.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

/**
 * `npm run mutate [-- NAME-PART]`: breaks the emitted bash in one place at a time and runs the scenarios against it
 * until one fails. Writes docs/mutations.md when run as a whole; exits 1 when a mutant survives.
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

const only = process.argv[2] ?? "";
const mutants = allMutants(pipeline).filter(({ name }) => name.includes(only));
const verdicts = await judgeAll(mutants);
const survivors = verdicts.filter(({ killedBy }) => killedBy === undefined);
if (only === "") writeFileSync("docs/mutations.md", tableOf(verdicts));
process.stdout.write(`${verdicts.length - survivors.length} of ${verdicts.length} mutants noticed\n`);
process.exitCode = survivors.length === 0 ? 0 : 1;

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
      const killedBy = await judge(mutant);
      found[index] = { mutant, killedBy };
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
    for (const file of filesByRelevance(mutant)) {
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

/** Files that speak of the mutant's steps first: most mutants die in the first file. */
function filesByRelevance({ steps }: Mutant): string[] {
  const files = readdirSync(scenarios)
    .sort()
    .map((name) => join(scenarios, name));
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
    `Written by \`npm run mutate\`: ${noticed} of ${all.length} noticed. Each row breaks \`${pipeline.script}\` or its library in one place; the scenario`,
    "beside it is the first that failed.",
    "",
    "| fault | noticed by |",
    "| --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
