import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { CommanderError } from "commander";
import pc from "picocolors";
import type { ConfigField, ConfigSchema } from "../model/config.ts";
import {
  type ConfigReport,
  checkConfiguration,
  isAbsent,
  problemText,
  valueAt,
} from "../model/config-check.ts";
import type { Pipeline } from "../model/pipeline.ts";
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
  const schemas = distinct(pipelines.flatMap(({ config, containers }) => [config, containers ?? []].flat()));
  const read = files.map((file) => readConfig(folder, file));
  const judged = read.map((one) => ({ one, schemas: schemasFor(schemas, options.as, one) }));
  const host = hostDocument(pipelines, judged);
  const reports = judged.map(({ one, schemas }) =>
    joined(
      one,
      schemas.map((schema) => checkConfiguration(schema, one.document, host)),
    ),
  );
  if (options.json) printJson(reports);
  else for (const report of reports) printReport(report);
  return reports.every(isFine) ? 0 : 1;
}

/** The host's configuration, where it is among the files: the other must not contradict it. */
function hostDocument(
  pipelines: readonly Pipeline[],
  judged: readonly { readonly one: ReadFile; readonly schemas: readonly ConfigSchema[] }[],
): unknown {
  const hosts = new Set(pipelines.map(({ config }) => config.name));
  return judged.find(({ schemas }) => schemas.some(({ name }) => hosts.has(name)))?.one.document;
}

function isFine({ invalid, problems }: FileReport): boolean {
  return invalid === undefined && problems.length === 0;
}

/** Values that are alike, once. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** Which configuration a file is: by `--as`, by its name, or by what is in it. */
function schemasFor(
  schemas: readonly ConfigSchema[],
  as: string | undefined,
  { file, document, invalid }: ReadFile,
): ConfigSchema[] {
  if (invalid !== undefined) return schemas.slice(0, 1);
  const names = [...new Set(schemas.map(({ name }) => name))];
  const name = as ?? names.find((one) => one === basename(file, ".json")) ?? nameByContent(schemas, document);
  const found = schemas.filter((schema) => schema.name === (name ?? (names.length === 1 ? names[0] : name)));
  if (found.length > 0) return found;
  throw new CommanderError(
    2,
    "ashlar.config",
    `no pipeline reads ${name ?? basename(file, ".json")}.json; say which it is: --as <${names.join(", ")}>`,
  );
}

/** The one configuration that has a section of this document. */
function nameByContent(schemas: readonly ConfigSchema[], document: unknown): string | undefined {
  const hasSection = ({ path }: ConfigField) =>
    path.length > 1 && !isAbsent(valueAt(document, path.slice(0, 1)));
  const names = new Set(schemas.filter(({ fields }) => fields.some(hasSection)).map(({ name }) => name));
  return names.size === 1 ? [...names][0] : undefined;
}

/** Each script reads what it uses; a file is worth what all of them say of it, each thing once. */
function joined({ file, invalid }: ReadFile, reports: readonly ConfigReport[]): FileReport {
  if (invalid !== undefined) return { file, isOff: false, problems: [], unknown: [], invalid };
  return {
    file,
    isOff: reports.every(({ isOff }) => isOff),
    problems: distinct(reports.flatMap(({ problems }) => problems)),
    unknown: distinct(reports.flatMap(({ unknown }) => unknown)),
  };
}

/** What a file holds, or why it holds nothing. */
interface ReadFile {
  readonly file: string;
  readonly document?: unknown;
  readonly invalid?: string;
}

function readConfig(folder: string, file: string): ReadFile {
  try {
    // jq reads over a byte order mark.
    const text = readFileSync(resolve(folder, file), "utf8").replace(/^\uFEFF/, "");
    return { file, document: JSON.parse(text) };
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    return { file, invalid: `the configuration ${isSyntax ? "is not valid JSON" : "cannot be read"}` };
  }
}

function printReport({ file, invalid, isOff, problems, unknown }: FileReport): void {
  if (invalid !== undefined) print(`${pc.red("failed")}   ${invalid}: ${file}`);
  for (const problem of problems) print(`${pc.red("failed")}   ${file}: ${problemText(problem)}`);
  if (unknown.length > 0) print(`note     ${file}: unknown fields are kept: ${unknown.join(", ")}`);
  if (isOff) print(`${pc.green("ok")}       ${file} switches this feature off: nothing to do`);
  else if (invalid === undefined && problems.length === 0) print(`${pc.green("ok")}       ${file}`);
}
