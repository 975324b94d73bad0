import { createHash } from "node:crypto";
import type { PipelinePlan } from "../plan/plan.ts";
import { formatBash } from "../shell/format.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment, hereDocument, identifier, sh } from "../shell/text.ts";
import { literalConstants } from "./constants.ts";
import { configurationText, type Form, formComment, linked, planFor, valuesFrom } from "./form.ts";
import { type FunctionFile, readFunctionFiles } from "./functions.ts";
import { insideText } from "./inside.ts";
import { inlinedText, libraryText } from "./library.ts";
import { renderTemplate } from "./render.ts";
import {
  checkPreconditions,
  conditioned,
  convergeLine,
  declaration,
  observe,
  stepFunctions,
} from "./script.ts";
import { flagsOf, usageText } from "./usage.ts";

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
    constants: [...constants, ...literalConstants(steps)],
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

/** The body of `main` of a script for all containers. */
function orchestrationLines({ pipeline, steps }: PipelinePlan, version: string): ShellText[] {
  const { hypervisor, features } = pipeline.runs ?? { hypervisor: [], features: [] };
  const word = (value: string) => sh`${{ value }}`;
  const hostFlags = [...new Set(hypervisor.flatMap(({ flags }) => flags.map(({ name }) => name)))].filter(
    (name) => name !== "reboot",
  );
  const table = (name: string, entries: readonly (readonly [string, string])[]) => [
    sh`${identifier(name)}=(`,
    ...entries.map(([key, value]) => sh`[${{ value: key }}]=${{ value }}`),
    sh`)`,
  ];
  const requirements = features.filter(({ requires }) => requires.length > 0);
  return [
    sh`describe_run ${{ value: pipeline.name }} ${{ value: version }} ${{ value: pipeline.at.file }}`,
    sh`declare_flags reconfigure reboot ${hostFlags.map(word)}`,
    sh`hypervisor_flags=(${hostFlags.map(word)})`,
    sh`hypervisor_features=(${hypervisor.map(({ name }) => word(name))})`,
    ...table(
      "hypervisor_scripts",
      hypervisor.map(({ name, script }) => [name, script]),
    ),
    ...table(
      "feature_scripts",
      features.map(({ name, script }) => [name, script]),
    ),
    ...table(
      "feature_requires",
      requirements.map(({ name, requires }) => [name, requires.join(" ")]),
    ),
    sh`declare_steps`,
    sh`begin_orchestration "$@"`,
    sh`if [[ $operation == hypervisor ]]; then`,
    sh`setup_hypervisor`,
    sh`return`,
    sh`fi`,
    sh`require_commands ${[...namesOf({ pipeline, steps } as PipelinePlan, "uses")].sort().map(word)}`,
    sh`read_configuration`,
    ...(steps.some(({ step }) => step.resource.inside !== undefined) ? [sh`choose_what_to_send`] : []),
    sh`order_containers`,
    sh`observe`,
    sh`check_all_preconditions`,
    sh`converge_containers`,
    sh`conclude_containers`,
  ];
}

/** The body of `main`: the run from the first option to the last line. */
function mainLines(plan: PipelinePlan, configuration: ShellText, version: string, form: Form): ShellText[] {
  const { pipeline } = plan;
  if (pipeline.target === "containers") return orchestrationLines(plan, version);
  const flags = [...new Set(flagsOf(plan).map(({ name }) => name))];
  const isForContainer = pipeline.target === "container";
  const from = valuesFrom(pipeline, form).join(", ");
  const provided = namesOf(plan, "provides");
  const commands = [...namesOf(plan, "uses")].filter((name) => !provided.has(name));
  return [
    sh`describe_run ${{ value: pipeline.name }} ${{ value: version }} ${{ value: pipeline.at.file }}`,
    ...(flags.length > 0 ? [sh`declare_flags ${flags.map((flag) => sh`${{ value: flag }}`)}`] : []),
    sh`declare_steps`,
    ...(isForContainer ? [sh`takes_container=yes`] : []),
    ...(from === "" ? [] : [sh`baked_from=${{ value: from }}`]),
    sh`begin_run "$@"`,
    ...(commands.length > 0
      ? [sh`require_commands ${commands.sort().map((name) => sh`${{ value: name }}`)}`]
      : []),
    ...(configuration === "" ? [] : [sh`read_configuration`]),
    ...(isForContainer ? [sh`choose_inside_steps`, sh`choose_what_to_send`] : []),
    sh`observe`,
    ...(checkPreconditions(plan) === undefined ? [] : [sh`check_preconditions`]),
    sh`converge_steps`,
    sh`conclude`,
  ];
}

function namesOf(plan: PipelinePlan, access: "uses" | "provides"): Set<string> {
  const onHost = plan.steps.filter(({ step }) => step.target.type === "host");
  const effects = onHost.flatMap(({ step }) => step.resource.effects);
  const commands = effects.filter((effect) => effect.access === access && effect.subject === "command");
  return new Set(commands.flatMap(({ name }) => (name.type === "literal" ? [name.text] : [])));
}
