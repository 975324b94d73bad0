import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { CommanderError } from "commander";
import pc from "picocolors";
import type { ConfigSchema } from "../model/config.ts";
import { type ConfigReport, checkConfiguration, problemText } from "../model/config-check.ts";
import { loadDsl } from "./load.ts";
import type { Project } from "./project.ts";
import { print, printIssues, printJson } from "./report.ts";

export interface ConfigOptions {
  readonly as?: string;
  readonly json?: boolean;
}

/** What one file is worth; `invalid` says why it is no JSON document at all. */
interface FileReport extends ConfigReport {
  readonly file: string;
  readonly invalid?: string;
}

/** `ashlar config check FILE…`: the problems an emitted script would find on its host, in the same words. */
export async function configCheck(
  project: Project,
  folder: string,
  files: readonly string[],
  options: ConfigOptions,
): Promise<number> {
  const { pipelines, issues } = await loadDsl(project);
  if (issues.length > 0) {
    printIssues(issues);
    return 1;
  }
  const schemas = distinct(pipelines.map(({ config }) => config));
  const reports = files.flatMap((file) =>
    distinct(schemasFor(file, schemas, options.as).map((schema) => reportOf(schema, folder, file))),
  );
  if (options.json) printJson(reports);
  else for (const report of reports) printReport(report);
  return reports.every(isFine) ? 0 : 1;
}

function isFine({ invalid, problems }: FileReport): boolean {
  return invalid === undefined && problems.length === 0;
}

/** Pipelines that read the same file mostly agree about it: what they all say is said once. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** A file is known by its name, or by `--as`; where there is only one configuration, any file is taken for it. */
function schemasFor(file: string, schemas: readonly ConfigSchema[], as: string | undefined): ConfigSchema[] {
  const names = [...new Set(schemas.map(({ name }) => name))];
  const name = as ?? (names.length === 1 ? names[0] : basename(file, ".json"));
  const found = schemas.filter((schema) => schema.name === name);
  if (found.length > 0) return found;
  const known = names.join(", ");
  throw new CommanderError(
    2,
    "ashlar.config",
    `no pipeline reads ${name}.json; say which it is: --as <${known}>`,
  );
}

function reportOf(schema: ConfigSchema, folder: string, file: string): FileReport {
  const empty = { file, isOff: false, problems: [], unknown: [] };
  try {
    return { file, ...checkConfiguration(schema, JSON.parse(readFileSync(resolve(folder, file), "utf8"))) };
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    return {
      ...empty,
      invalid: isSyntax ? "the configuration is not valid JSON" : "the configuration cannot be read",
    };
  }
}

function printReport({ file, invalid, isOff, problems, unknown }: FileReport): void {
  if (invalid !== undefined) print(`${pc.red("failed")}   ${invalid}: ${file}`);
  for (const problem of problems) print(`${pc.red("failed")}   ${file}: ${problemText(problem)}`);
  if (unknown.length > 0) print(`note     ${file}: unknown fields are kept: ${unknown.join(", ")}`);
  if (isOff) print(`${pc.green("ok")}       ${file} switches this feature off: nothing to do`);
  else if (invalid === undefined && problems.length === 0) print(`${pc.green("ok")}       ${file}`);
}
