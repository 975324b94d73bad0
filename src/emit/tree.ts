import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { PipelinePlan } from "../plan/plan.ts";
import { commandsOf, functionsOf } from "../shell/commands.ts";
import { formatBash } from "../shell/format.ts";
import { parseBash } from "../shell/parse.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment, hereDocument, sh } from "../shell/text.ts";
import { type FunctionFile, reachableFrom, readFunctionFiles } from "./functions.ts";
import { renderTemplate } from "./render.ts";
import {
  checkPreconditions,
  conditioned,
  convergeLine,
  declaration,
  fieldTable,
  literalConstants,
  observe,
  readConfiguration,
  stepFunctions,
} from "./script.ts";
import { usageText } from "./usage.ts";

/** Name of the shared library, as operators of Phoenix Hypervisor know it. */
export const libraryName = "phoenix_hypervisor_common_utils.sh";

/** What emission needs to know beside the plans. */
export interface EmitContext {
  readonly root: string;
  readonly version: string;
  /** sha256 over the sources a pipeline is made from. */
  readonly digestOf: (plan: PipelinePlan) => string;
}

/** Emitted files: path below the installed `bin/` and content. */
export type EmittedFiles = ReadonlyMap<string, ShellText>;

/** Emits every script and the one library they share. */
export async function emitTree(plans: readonly PipelinePlan[], context: EmitContext): Promise<EmittedFiles> {
  const functions = readFunctionFiles(context.root);
  const library = await emitLibrary(plans, functions, context);
  const digest = sha256(library);
  const scripts = await Promise.all(
    plans.map(async (plan) => [plan.pipeline.script, await emitScript(plan, digest, context)] as const),
  );
  return new Map([[libraryName, library], ...scripts]);
}

/** sha256 in hex of a text. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** One script, as it is installed. */
export async function emitScript(
  plan: PipelinePlan,
  librarySha256: string,
  context: EmitContext,
): Promise<ShellText> {
  return formatBash(scriptText(plan, librarySha256, context));
}

function scriptText(plan: PipelinePlan, librarySha256: string, context: EmitContext): ShellText {
  const { pipeline, steps } = plan;
  const depth = pipeline.script.split("/").length - 1;
  return renderTemplate(context.root, "script.sh", {
    headline: comment(plan.headline),
    version: context.version as ShellText,
    source: pipeline.at.file as ShellText,
    digest: context.digestOf(plan) as ShellText,
    librarySha256: librarySha256 as ShellText,
    libraryPath: `${"../".repeat(depth)}${libraryName}` as ShellText,
    usage: hereDocument(usageText(plan), "USAGE"),
    constants: [
      sh`readonly DEFAULT_CONFIG=${{ value: pipeline.config.file }}`,
      sh`readonly FIELDS=${{ value: fieldTable(pipeline) }}`,
      ...literalConstants(steps),
    ],
    declarations: steps.map(declaration),
    configuration: readConfiguration(pipeline, steps),
    observe: observe(steps),
    steps: steps.map(stepFunctions),
    preconditions: checkPreconditions(steps) ?? ("" as ShellText),
    converge: conditioned(
      steps.filter(({ step }) => step.mode !== "require"),
      (plan) => [convergeLine(plan)],
      true,
    ),
    main: mainLines(plan, context.version),
  });
}

/** The body of `main`: the run from the first option to the last line. */
function mainLines(plan: PipelinePlan, version: string): ShellText[] {
  const { pipeline, steps } = plan;
  const flags = [...new Set(steps.flatMap(({ step }) => step.resource.flags.map((flag) => flag.name)))];
  const provided = namesOf(plan, "provides");
  const commands = [...namesOf(plan, "uses")].filter((name) => !provided.has(name));
  return [
    sh`describe_run ${{ value: pipeline.name }} ${{ value: version }} ${{ value: pipeline.at.file }}`,
    ...(flags.length > 0 ? [sh`declare_flags ${flags.map((flag) => sh`${{ value: flag }}`)}`] : []),
    sh`declare_steps`,
    sh`begin_run "$@"`,
    ...(commands.length > 0
      ? [sh`require_commands ${commands.sort().map((name) => sh`${{ value: name }}`)}`]
      : []),
    sh`read_configuration`,
    sh`observe`,
    ...(checkPreconditions(steps) === undefined ? [] : [sh`check_preconditions`]),
    sh`converge_steps`,
    sh`conclude`,
  ];
}

function namesOf(plan: PipelinePlan, access: "uses" | "provides"): Set<string> {
  const effects = plan.steps.flatMap(({ step }) => step.resource.effects);
  const commands = effects.filter((effect) => effect.access === access && effect.subject === "command");
  return new Set(commands.flatMap(({ name }) => (name.type === "literal" ? [name.text] : [])));
}

/** The functions that at least one script reaches, file by file. */
async function emitLibrary(
  plans: readonly PipelinePlan[],
  files: readonly FunctionFile[],
  context: EmitContext,
): Promise<ShellText> {
  const called = plans.flatMap((plan) => calledNames(scriptText(plan, "", context)));
  const reached = reachableFrom(called, files);
  const kept = files.map((file) => ({
    title: sectionTitle(file),
    preamble: file.preamble as ShellText,
    functions: file.functions.filter(({ name }) => reached.has(name)).map(({ text }) => text as ShellText),
  }));
  const sections = kept.filter(({ functions }) => functions.length > 0);
  const contents = comment(`Sections: ${sections.map(({ title }) => title).join(", ")}.`);
  return formatBash(
    renderTemplate(context.root, "library.sh", {
      version: context.version as ShellText,
      contents,
      files: sections,
    }),
  );
}

/** `src/resources/nvidia-driver/nvidia-driver.sh` is the section `nvidia-driver`. */
function sectionTitle({ path }: FunctionFile): ShellText {
  return basename(path, ".sh") as ShellText;
}

/** Every name a script's text calls, at its top level and in its functions. */
function calledNames(script: ShellText): string[] {
  const file = parseBash(script);
  const commands = [...functionsOf(file).flatMap((fn) => fn.commands), ...commandsOf(file.root)];
  return commands.flatMap((command) => command.words.flatMap((word) => (word === undefined ? [] : [word])));
}
