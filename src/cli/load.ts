import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Issue, Position } from "../model/issue.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Specification } from "../model/scenario.ts";
import type { Project } from "./project.ts";

/** What the author's files export, and what kept one of them from loading. */
export interface Loaded {
  readonly pipelines: readonly Pipeline[];
  readonly specifications: readonly Specification[];
  readonly issues: readonly Issue[];
}

/** Folders of pipelines below the DSL folder, by target. */
const targets = ["host", "lxc"] as const;

/** Imports every pipeline and every specification; a file that does not load is an issue, and the others go on. */
export async function loadDsl(project: Project): Promise<Loaded> {
  const files = targets.flatMap((target) => typescriptIn(project, `${project.dsl}/${target}`));
  const modules = await Promise.all(files.map((file) => loadFile(project, file)));
  return {
    pipelines: modules.flatMap((module) => ("pipeline" in module ? [module.pipeline] : [])),
    specifications: modules.flatMap((module) => ("specification" in module ? [module.specification] : [])),
    issues: distinct(modules.flatMap((module) => ("issue" in module ? [module.issue] : []))),
  };
}

function typescriptIn({ root }: Project, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts"));
  return names.sort().map((name) => `${folder}/${name}`);
}

type Module = { pipeline: Pipeline } | { specification: Specification } | { issue: Issue };

async function loadFile(project: Project, file: string): Promise<Module> {
  try {
    const { default: exported } = (await import(pathToFileURL(join(project.root, file)).href)) as {
      default?: unknown;
    };
    if (isPipeline(exported)) return { pipeline: exported };
    if (isSpecification(exported)) return { specification: exported };
    return { issue: noDefaultExport(file) };
  } catch (error) {
    return { issue: loadIssue(project, file, error) };
  }
}

function isPipeline(exported: unknown): exported is Pipeline {
  return typeof exported === "object" && exported !== null && "steps" in exported && "script" in exported;
}

function isSpecification(exported: unknown): exported is Specification {
  return typeof exported === "object" && exported !== null && "groups" in exported && "layers" in exported;
}

function noDefaultExport(file: string): Issue {
  const isSpec = file.endsWith(".spec.ts");
  return {
    code: "ASH701",
    at: { file, line: 1, column: 1 },
    message: `${file} exports no ${isSpec ? "specification" : "pipeline"}`,
    found: "another default export, or none",
    expected: isSpec ? "export default specification(pipeline, { … })" : "export default hostPipeline(…)",
    hint: "shared constants belong beside the folders of the pipelines, not in them",
  };
}

function loadIssue(project: Project, file: string, error: unknown): Issue {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const at = authorPosition(project, `${message}\n${stack}`) ?? { file, line: 1, column: 1 };
  return {
    code: "ASH701",
    at,
    message: `${at.file} does not load`,
    found: firstLine(message),
    expected: "a module that can be imported",
    hint: "the position is the first line of the author's that the error passed through",
  };
}

/** A fault that keeps a pipeline from loading keeps its specification from loading too: it is told once. */
function distinct(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** The first place in the DSL folder that an error names. */
function authorPosition({ root, dsl }: Project, text: string): Position | undefined {
  for (const [, path = "", line, column] of text.matchAll(/(\/[^\s():]+\.ts):(\d+):(\d+)/g)) {
    const file = relative(root, path);
    if (file.startsWith(`${dsl}/`)) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
