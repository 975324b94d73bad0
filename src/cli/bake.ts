import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { CommanderError } from "commander";
import { containersOf } from "../emit/baked.ts";
import type { Form } from "../emit/form.ts";
import type { FunctionFile } from "../emit/functions.ts";
import type { TargetFacts } from "../emit/judging.ts";
import { sha256 } from "../emit/tree.ts";
import type { Baked, BakedFile } from "../model/baked.ts";
import type { ConfigSchema } from "../model/config.ts";
import { type ConfigProblem, checkConfiguration, problemText } from "../model/config-check.ts";
import { viewOf } from "../model/config-view.ts";
import type { Issue, IssueCode } from "../model/issue.ts";
import { lineageOf } from "../model/lineage.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { requirementProblems } from "../model/requirements.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import { jsonPosition } from "../source/json.ts";
import { judgePlan } from "./judge.ts";

/** A file as the caller named it, and where it is. */
export interface ConfigFile {
  readonly typed: string;
  readonly path: string;
}

/** How a package is to be made. */
export interface PackageOptions {
  readonly standalone: boolean;
  /** Configuration files whose values become constants: the host's, then that of the containers. */
  readonly bake: readonly ConfigFile[];
  readonly facts: TargetFacts;
}

/** What a package is made of: the pipelines whose values are all there, in a form; with any issue, nothing. */
export interface Packaging {
  readonly plans: readonly PipelinePlan[];
  readonly form: Form;
  readonly issues: readonly Issue[];
  /** What the caller might not expect. */
  readonly notes: readonly string[];
}

/** Reads the configuration files and judges their values. Without any, the scripts read them where they run. */
export async function preparePackage(
  plans: readonly PipelinePlan[],
  { standalone, bake, facts }: PackageOptions,
  root: string,
  files: readonly FunctionFile[],
): Promise<Packaging> {
  if (bake.length === 0) return { plans, form: { standalone }, issues: [], notes: [] };
  const read = fileNames(plans, bake).map(([name, file]) => readFile(name, file));
  const baked: Baked = new Map(
    read.flatMap((one) => ("file" in one ? [[one.file.name, one.file] as const] : [])),
  );
  const form: Form = { standalone, baked };
  const complete = plans.filter(({ pipeline }) => isBakeable(pipeline, baked));
  const unread = read.flatMap((one) => ("issue" in one ? [one.issue] : []));
  const wrong = distinct([...unread, ...complete.flatMap(({ pipeline }) => valueIssues(pipeline, baked))]);
  const notes = plans.filter((plan) => !complete.includes(plan)).map(leftOut);
  if (wrong.length > 0) return { plans: complete, form, issues: wrong, notes };
  const judged = await Promise.all(complete.map((plan) => judgePlan(plan, { form, facts, root, files })));
  return { plans: complete, form, issues: distinct(judged.flat()), notes };
}

/** What goes through all containers asks the configuration which there are. */
function isBakeable(pipeline: Pipeline, baked: Baked): boolean {
  return pipeline.target !== "containers" && schemasOf(pipeline).every(({ name }) => baked.has(name));
}

function leftOut({ pipeline }: PipelinePlan): string {
  if (pipeline.target === "containers") {
    return `${pipeline.script} is left out: it reads which containers there are where it runs`;
  }
  const names = schemasOf(pipeline).map(({ name }) => `${name}.json`);
  return `${pipeline.script} is left out: it takes values of ${names.join(" and ")}`;
}

function schemasOf({ config, containers }: Pipeline) {
  return containers === undefined ? [config] : [config, containers];
}

/** Which configuration each file is: by its name, else by its place. */
function fileNames(plans: readonly PipelinePlan[], files: readonly ConfigFile[]): [string, ConfigFile][] {
  const hosts = plans.map(({ pipeline }) => pipeline.config.name);
  const containers = plans.flatMap(({ pipeline }) => pipeline.containers?.name ?? []);
  const names = [...new Set([...hosts, ...containers])];
  const found = files.map((file, index): [string, ConfigFile] => {
    const own = names.find((name) => name === basename(file.path, ".json"));
    return [own ?? names[index] ?? "", file];
  });
  const isClear = found.every(
    ([name], index) => name !== "" && found.findIndex((one) => one[0] === name) === index,
  );
  if (isClear) return found;
  throw new CommanderError(
    2,
    "ashlar.bake",
    `--bake takes at the most one file for each of: ${names.join(", ")}`,
  );
}

function readFile(name: string, { typed, path }: ConfigFile): { file: BakedFile } | { issue: Issue } {
  const place = { file: typed, line: 1, column: 1 };
  const unusable = (found: string, expected: string): { issue: Issue } => ({
    issue: {
      ...{ code: "ASH801", at: place, message: `${typed} cannot be baked`, found, expected },
      hint: `${name}.json is what --bake takes at this place`,
    },
  });
  try {
    const text = readFileSync(path, "utf8");
    return { file: { name, path: typed, sha256: sha256(text), document: JSON.parse(text), text } };
  } catch (error) {
    if (error instanceof SyntaxError) return unusable(error.message, "a document of JSON");
    return unusable((error as Error).message, "a file that can be read");
  }
}

/** What a script would refuse in its configuration. */
function valueIssues(pipeline: Pipeline, baked: Baked): Issue[] {
  return schemasOf(pipeline).flatMap((schema) => {
    const file = baked.get(schema.name);
    if (file === undefined) return [];
    const { problems } = checkConfiguration(schema, file.document, baked.get(pipeline.config.name)?.document);
    const codes = codesOf(schema, file.document);
    return problems.map((problem) =>
      problemIssue(problem, codes.get(problemText(problem)) ?? "ASH802", file),
    );
  });
}

/** Problems with the line that a container was cloned in, and with its features, have codes of their own. */
function codesOf(schema: ConfigSchema, document: unknown): Map<string, IssueCode> {
  const views = containersOf(schema, document).map((ctid) => viewOf(schema, document, ctid));
  return new Map(
    views.flatMap((view) => {
      const line = lineageOf(view);
      const missing = requirementProblems(view, line, schema.requires);
      return [
        ...withCode(line?.isCircle ? "ASH807" : "ASH806", line?.problems ?? []),
        ...withCode("ASH808", missing),
      ];
    }),
  );
}

function withCode(code: IssueCode, problems: readonly ConfigProblem[]): [string, IssueCode][] {
  return problems.map((problem) => [problemText(problem), code]);
}

function problemIssue(problem: ConfigProblem, code: IssueCode, { path, text }: BakedFile): Issue {
  return {
    code,
    at: jsonPosition(path, text, problem.path.split(".")),
    message: `${path}: ${problemText(problem)}`,
    found: problem.found,
    expected: problem.expected,
    hint: "the script would refuse it on its host in the same words",
  };
}

function distinct(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}
