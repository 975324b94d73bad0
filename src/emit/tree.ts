import { createHash } from "node:crypto";
import type { PipelinePlan } from "../plan/plan.ts";
import { formatBash } from "../shell/format.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment, hereDocument } from "../shell/text.ts";
import { literalConstants } from "./constants.ts";
import { configurationText, type Form, formComment, linked, planFor } from "./form.ts";
import { type FunctionFile, readFunctionFiles } from "./functions.ts";
import { insideText } from "./inside.ts";
import { inlinedText, libraryText } from "./library.ts";
import { mainLines, scriptTables } from "./main-lines.ts";
import { renderTemplate } from "./render.ts";
import {
  checkPreconditions,
  conditioned,
  convergeLine,
  declaration,
  observe,
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

/** Emits every script, and the one library they share unless each has its own part of it inside. */
export async function emitTree(
  planned: readonly PipelinePlan[],
  context: EmitContext,
  form: Form = linked,
): Promise<EmittedFiles> {
  const { root, version } = context;
  const files = readFunctionFiles(root);
  const plans = planned.map((plan) => planFor(plan, form));
  const none = "" as ShellText;
  const bare = plans.map((plan) => scriptText(plan, none, files, context, form));
  const library = form.standalone ? undefined : await formatBash(libraryText(root, version, bare, files));
  const scripts = plans.map(async (plan, index) => {
    const functions =
      library === undefined
        ? inlinedText(root, [bare[index] ?? none], files)
        : linkText(plan, sha256(library), root);
    const text = scriptText(plan, functions, files, context, form);
    return [plan.pipeline.script, await formatBash(text)] as const;
  });
  const shared = library === undefined ? [] : [[libraryName, library] as const];
  return new Map([...shared, ...(await Promise.all(scripts))]);
}

/** sha256 in hex of a text. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** How a script comes to the library's functions in the file beside it. */
function linkText({ pipeline }: PipelinePlan, librarySha256: string, root: string): ShellText {
  const depth = pipeline.script.split("/").length - 1;
  return renderTemplate(root, "linked.sh", {
    librarySha256: librarySha256 as ShellText,
    libraryPath: `${"../".repeat(depth)}${libraryName}` as ShellText,
  });
}

function scriptText(
  plan: PipelinePlan,
  functions: ShellText,
  files: readonly FunctionFile[],
  context: EmitContext,
  form: Form,
): ShellText {
  const { pipeline, steps } = plan;
  const { constants, configuration } = configurationText(plan, form);
  return renderTemplate(context.root, "script.sh", {
    headline: comment(plan.headline),
    version: context.version as ShellText,
    source: pipeline.at.file as ShellText,
    digest: context.digestOf(plan) as ShellText,
    form: formComment(pipeline, form),
    functions,
    usage: hereDocument(usageText(plan, form), "USAGE"),
    constants: [...constants, ...scriptTables(plan), ...literalConstants(steps)],
    declarations: steps.map(declaration),
    configuration,
    observe: observe(plan),
    inside: insideText(plan, [...constants, ...literalConstants(steps), configuration], files),
    steps: steps.map(stepFunctions).filter((text) => text !== ""),
    preconditions: checkPreconditions(plan) ?? ("" as ShellText),
    converge: conditioned(
      steps.filter(({ step }) => step.mode !== "require"),
      (plan) => [convergeLine(plan)],
      // Of many containers, what is not declared for one is not told each time.
      pipeline.target !== "containers",
    ),
    main: mainLines(plan, configuration, context.version, form),
  });
}
