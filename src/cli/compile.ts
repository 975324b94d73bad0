import { checkContext } from "../emit/check-context.ts";
import { type FunctionFile, readFunctionFiles } from "../emit/functions.ts";
import { emitScenarios } from "../emit/scenarios.ts";
import { type EmitContext, emitTree, libraryName } from "../emit/tree.ts";
import { type Issue, sortIssues } from "../model/issue.ts";
import { checkPipelines } from "../plan/check.ts";
import { type PipelinePlan, planPipeline } from "../plan/plan.ts";
import { functionsOf } from "../shell/commands.ts";
import { parseBash } from "../shell/parse.ts";
import { checkPurity } from "../source/purity.ts";
import { readSources, type Sources } from "../source/reader.ts";
import { lintScripts } from "./lint.ts";
import { type Loaded, loadDsl } from "./load.ts";
import { manifestText } from "./manifest.ts";
import type { Emitted } from "./origin.ts";
import type { Phases } from "./phases.ts";
import { binFolder, type Project, projectVersion } from "./project.ts";
import { combinedDigest, digestOf, dslFiles, type SourceDigest, sourcesOf } from "./sources.ts";
import { typeCheck } from "./typecheck.ts";
import type { OutputFile } from "./write.ts";

/** What compiling gave: with any issue, no files. */
export interface Compilation extends Emitted {
  readonly issues: readonly Issue[];
  readonly files: readonly OutputFile[];
}

/** Parts of a compilation that a command may do without. */
export interface CompileOptions {
  readonly types?: boolean;
  readonly lint: boolean;
}

/** Compiles the whole DSL folder. Nothing is written; every issue of a stage is collected before the next begins. */
export async function compile(
  project: Project,
  options: CompileOptions,
  phases: Phases,
): Promise<Compilation> {
  const types = options.types ? phases.time("types", () => typeCheck(project.root, project.dsl)) : [];
  const loaded = await phases.time("load", () => loadDsl(project));
  const sources = await phases.time("read", () => readSources(project.root, dslFiles(project)));
  const plans = await phases.time("plan", () => planAll(loaded, sources));
  const functionFiles = readFunctionFiles(project.root);
  const failed = (issues: readonly Issue[]) => ({
    plans,
    functionFiles,
    scripts: new Map(),
    files: [],
    issues,
  });

  const found = [
    ...withoutTypeErrors(loaded.issues, await types),
    ...checkPurity(project.root, sources),
    ...(await phases.time("check", () => checkLoaded(loaded, plans, functionFiles))),
  ];
  if (found.length > 0) return failed(sortIssues(found));

  const context = emitContext(project, sources);
  const scripts = await phases.time("emit", () => emitTree(plans, context));
  const emitted = { plans, functionFiles, scripts };
  const findings = options.lint ? await phases.time("lint", () => lintScripts(project.root, emitted)) : [];
  if (findings.length > 0) return failed(sortIssues(findings));

  const files = [...scriptFiles(project, sources, emitted), ...(await scenarioFiles(loaded, context))];
  return { ...emitted, issues: [], files };
}

/** Pipelines in the order of their scripts' paths, whatever order the files were found in. */
function planAll({ pipelines }: Loaded, sources: Sources): PipelinePlan[] {
  const plans = pipelines.map((pipeline) => planPipeline(pipeline, sources));
  return plans.sort((a, b) => (a.pipeline.script < b.pipeline.script ? -1 : 1));
}

/** The passes judge all pipelines together, so they wait until all have loaded. */
function checkLoaded(
  loaded: Loaded,
  plans: readonly PipelinePlan[],
  files: readonly FunctionFile[],
): Issue[] {
  if (loaded.issues.length > 0) return [];
  return checkPipelines(plans, checkContext(plans, files, loaded.specifications));
}

/** The type checker says more, and exactly where: that a file with type errors does not load is no further news. */
export function withoutTypeErrors(load: readonly Issue[], types: readonly Issue[]): Issue[] {
  const files = new Set(types.map(({ at }) => at.file));
  return [...types, ...load.filter(({ code, at }) => code !== "ASH701" || !files.has(at.file))];
}

function emitContext(project: Project, sources: Sources): EmitContext {
  return {
    root: project.root,
    version: projectVersion(project.root),
    digestOf: (plan) => combinedDigest(sourcesOf(plan.pipeline.at.file, sources, project)),
  };
}

function scriptFiles(
  project: Project,
  sources: Sources,
  { plans, functionFiles, scripts }: Emitted,
): OutputFile[] {
  const bin = [...scripts].map(([path, text]) => ({
    path: `generated/${binFolder}/${path}`,
    text,
    executable: path !== libraryName,
  }));
  const own = (plan: PipelinePlan) => sourcesOf(plan.pipeline.at.file, sources, project);
  const library = librarySources(scripts.get(libraryName) ?? "", functionFiles, project.root);
  const manifest = manifestText(projectVersion(project.root), plans, scripts, own, library);
  return [...bin, { path: "generated/MANIFEST.json", text: manifest, executable: false }];
}

/** The files of bash that the library has functions of. */
function librarySources(library: string, files: readonly FunctionFile[], root: string): SourceDigest[] {
  const names = new Set(functionsOf(parseBash(library)).map(({ name }) => name));
  const used = files.filter(({ functions }) => functions.some(({ name }) => names.has(name)));
  return used.map(({ path }) => digestOf(root, path));
}

async function scenarioFiles({ specifications }: Loaded, context: EmitContext): Promise<OutputFile[]> {
  const trees = await Promise.all(
    specifications.map((specification) => emitScenarios(specification, context)),
  );
  return trees.flatMap((tree) =>
    [...tree].map(([path, text]) => ({ path: `bats/generated/${path}`, text, executable: false })),
  );
}
