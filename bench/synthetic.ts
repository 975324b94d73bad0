import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hypervisorConfig } from "../dsl/phoenix-config.ts";
import { projectRoot } from "../src/cli/project.ts";
import { writeDifference } from "../src/cli/write.ts";
import { type EmittedFiles, emitTree } from "../src/emit/tree.ts";
import { file, hostPipeline } from "../src/index.ts";
import type { Pipeline } from "../src/model/pipeline.ts";
import { planPipeline } from "../src/plan/plan.ts";

/** A file of the synthetic pipelines, and of the playbook that does the same. */
export interface SyntheticFile {
  readonly path: `/${string}`;
  readonly content: string;
}

/** `count` small configuration files, no two alike. */
export function syntheticFiles(count: number): SyntheticFile[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `/srv/bench-${index + 1}.conf`,
    content: `# managed\nnumber = ${index + 1}\nverbose = no\n`,
  }));
}

/** A pipeline with one `file` step for each of them. */
export function syntheticPipeline(count: number): Pipeline {
  return hostPipeline(`files_${count}`, { config: hypervisorConfig }, (host) => {
    for (const [index, props] of syntheticFiles(count).entries())
      host.ensure(`file_${index + 1}`, file(props));
  });
}

/** Everything between the author's model and the bytes of the scripts, without lint. */
export function compileInProcess(pipelines: readonly Pipeline[]): Promise<EmittedFiles> {
  const plans = pipelines.map((pipeline) => planPipeline(pipeline, { commentAt: () => "One file of many." }));
  return emitTree(plans, { root: projectRoot, version: "0", digestOf: () => "synthetic" });
}

/** Writes the pipelines' scripts to a folder of their own for as long as `use` takes. */
export async function withEmitted<T>(
  pipelines: readonly Pipeline[],
  use: (tree: string) => Promise<T>,
): Promise<T> {
  const tree = mkdtempSync(join(tmpdir(), "ashlar-bench-"));
  try {
    const files = [...(await compileInProcess(pipelines))];
    const written = files.map(([path, text]) => ({ path, text, executable: path.includes("/") }));
    writeDifference(tree, { written, equal: [], orphans: [] });
    return await use(tree);
  } finally {
    rmSync(tree, { recursive: true });
  }
}
