import type { Form } from "../emit/form.ts";
import { libraryName } from "../emit/tree.ts";
import { bakedFrom } from "../model/baked.ts";
import { sortIssues } from "../model/issue.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import { type PackageOptions, preparePackage } from "./bake.ts";
import {
  analyse,
  type Compilation,
  type CompileOptions,
  emitAndLint,
  emitContext,
  failed,
  librarySources,
} from "./compile.ts";
import { jsonText, libraryEntry, scriptEntries } from "./manifest.ts";
import type { Emitted } from "./origin.ts";
import { packageManifest } from "./package-tree.ts";
import type { Phases } from "./phases.ts";
import { binFolder, type Project, projectVersion } from "./project.ts";
import { type SourceDigest, sourcesOf } from "./sources.ts";
import type { OutputFile } from "./write.ts";

/** Compiles to a package: scripts that need no library beside them, or no configuration, or neither. */
export async function compilePackage(
  project: Project,
  wanted: PackageOptions,
  options: CompileOptions,
  phases: Phases,
): Promise<Compilation> {
  const analysis = await analyse(project, options, phases);
  if (analysis.issues.length > 0) return failed(analysis, analysis.issues);
  const { plans, functionFiles, sources } = analysis;
  const prepared = await phases.time("bake", () =>
    preparePackage(plans, wanted, project.root, functionFiles),
  );
  if (prepared.issues.length > 0) return failed(analysis, sortIssues(prepared.issues));
  const { form } = prepared;
  const context = emitContext(project, sources);
  const { emitted, findings } = await emitAndLint(analysis, prepared.plans, context, form, options, phases);
  if (findings.length > 0) return failed(analysis, findings);
  const own = (plan: PipelinePlan) => sourcesOf(plan.pipeline.at.file, sources, project);
  const files = packageFiles(project.root, emitted, form, own);
  return { ...emitted, issues: [], notes: prepared.notes, files };
}

/** The installed tree, and before it the manifest by which a later build knows it again. */
function packageFiles(
  root: string,
  emitted: Emitted,
  form: Form,
  own: (plan: PipelinePlan) => readonly SourceDigest[],
): OutputFile[] {
  const tree = [...emitted.scripts].map(([path, text]) => ({
    path: `${binFolder}/${path}`,
    text,
    executable: path !== libraryName,
  }));
  const manifest = manifestText(root, emitted, form, own);
  return [{ path: packageManifest, text: manifest, executable: false }, ...tree];
}

function manifestText(
  root: string,
  { plans, scripts, functionFiles }: Emitted,
  { standalone, baked }: Form,
  own: (plan: PipelinePlan) => readonly SourceDigest[],
): string {
  const library = scripts.get(libraryName);
  const functionsIn = (text = "") => librarySources(text, functionFiles, root);
  const sources = (plan: PipelinePlan) =>
    standalone ? [...own(plan), ...functionsIn(scripts.get(plan.pipeline.script))] : own(plan);
  return jsonText({
    generator: `Ashlar ${projectVersion(root)}`,
    standalone,
    baked: [...(baked?.values() ?? [])].map(bakedFrom),
    files: [...scripts.keys()].map((path) => `${binFolder}/${path}`),
    ...(library === undefined ? {} : { library: libraryEntry(library, functionsIn(library)) }),
    scripts: scriptEntries(plans, scripts, sources),
  });
}
