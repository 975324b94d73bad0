import { checkContext } from "../emit/check-context.ts";
import { editorSchema } from "../emit/editor-schema.ts";
import { type Form, linked } from "../emit/form.ts";
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
  readonly notes?: readonly string[];
  readonly files: readonly OutputFile[];
}

/** Parts of a compilation that a command may do without. */
export interface CompileOptions {
  readonly types?: boolean;
  readonly lint: boolean;
}

/** What was read of a project, before anything is emitted. */
export interface Analysis {
  readonly loaded: Loaded;
  readonly sources: Sources;
  readonly plans: readonly PipelinePlan[];
  readonly functionFiles: readonly FunctionFile[];
  readonly issues: readonly Issue[];
}

/** Compiles the whole DSL folder. Nothing is written; every issue of a stage is collected before the next begins. */
export async function compile(
  project: Project,
  options: CompileOptions,
  phases: Phases,
): Promise<Compilation> {
  const analysis = await analyse(project, options, phases);
  if (analysis.issues.length > 0) return failed(analysis, analysis.issues);
  const { sources, loaded, plans } = analysis;
  const context = emitContext(project, sources);
  const { emitted, findings } = await emitAndLint(analysis, plans, context, linked, options, phases);
  if (findings.length > 0) return failed(analysis, findings);
  const files = [
    ...scriptFiles(project, sources, emitted),
    ...schemaFiles(plans),
    ...(await scenarioFiles(loaded, context)),
  ];
  return { ...emitted, issues: [], files };
}

/** Loads and checks everything. */
export async function analyse(project: Project, options: CompileOptions, phases: Phases): Promise<Analysis> {
  const types = options.types ? phases.time("types", () => typeCheck(project.root, project.dsl)) : [];
  const loaded = await phases.time("load", () => loadDsl(project));
  const sources = await phases.time("read", () => readSources(project.root, dslFiles(project)));
  const plans = await phases.time("plan", () => planAll(loaded, sources));
  const functionFiles = readFunctionFiles(project.root);
  const issues = [
    ...withoutTypeErrors(loaded.issues, await types),
    ...checkPurity(project.root, sources),
    ...(await phases.time("check", () => checkLoaded(loaded, plans, functionFiles))),
  ];
  return { loaded, sources, plans, functionFiles, issues: sortIssues(issues) };
}

/** Emits some plans in a form, and lints what came of it. */
export async function emitAndLint(
  { functionFiles }: Analysis,
  plans: readonly PipelinePlan[],
  context: EmitContext,
  form: Form,
  { lint }: CompileOptions,
  phases: Phases,
): Promise<{ readonly emitted: Emitted; readonly findings: readonly Issue[] }> {
  const scripts = await phases.time("emit", () => emitTree(plans, context, form));
  const emitted = { plans, functionFiles, scripts };
  const findings = lint ? await phases.time("lint", () => lintScripts(context.root, emitted)) : [];
  return { emitted, findings: sortIssues(findings) };
}

/** With an issue there is nothing to write. */
export function failed({ plans, functionFiles }: Analysis, issues: readonly Issue[]): Compilation {
  return { plans, functionFiles, scripts: new Map(), files: [], issues };
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

/** What emission is told of a project. */
export function emitContext(project: Project, sources: Sources): EmitContext {
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

/** A JSON Schema beside each configuration file, for editors. */
function schemaFiles(plans: readonly PipelinePlan[]): OutputFile[] {
  const read = plans.flatMap(({ pipeline: { config, containers } }) => [config, containers ?? []]).flat();
  const names = [...new Set(read.map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const schemas = read.filter((schema) => schema.name === name);
    const schema = schemas.find(({ enabledBy }) => enabledBy !== undefined) ?? schemas[0];
    if (schema === undefined) return [];
    return { path: `etc/${name}.schema.json`, text: editorSchema(schema), executable: false };
  });
}

/** The files of bash that a text has functions of. */
export function librarySources(
  library: string,
  files: readonly FunctionFile[],
  root: string,
): SourceDigest[] {
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
