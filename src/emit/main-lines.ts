import type { Pipeline } from "../model/pipeline.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import type { ShellText } from "../shell/quote.ts";
import { identifier, sh } from "../shell/text.ts";
import { type Form, valuesFrom } from "./form.ts";
import { checkPreconditions } from "./script.ts";
import { flagsOf } from "./usage.ts";

/** The body of `main`: the run from the first option to the last line. */
export function mainLines(
  plan: PipelinePlan,
  configuration: ShellText,
  version: string,
  form: Form,
): ShellText[] {
  const { pipeline } = plan;
  if (pipeline.target === "containers") return orchestrationLines(plan, version);
  const isForContainer = pipeline.target === "container";
  const from = valuesFrom(pipeline, form).join(", ");
  return [
    description(pipeline, version),
    ...flagLines(namesOfFlags(plan)),
    sh`declare_steps`,
    ...(isForContainer ? [sh`takes_container=yes`] : []),
    ...(from === "" ? [] : [sh`baked_from=${{ value: from }}`]),
    sh`begin_run "$@"`,
    ...requiredCommands(plan),
    ...(configuration === "" ? [] : [sh`read_configuration`]),
    ...(isForContainer ? [sh`choose_inside_steps`, sh`choose_what_to_send`] : []),
    sh`observe`,
    ...(checkPreconditions(plan) === undefined ? [] : [sh`check_preconditions`]),
    sh`converge_steps`,
    sh`conclude`,
  ];
}

/** The same of a script for all containers. */
function orchestrationLines(plan: PipelinePlan, version: string): ShellText[] {
  const looksInside = plan.steps.some(({ step }) => step.resource.inside !== undefined);
  return [
    description(plan.pipeline, version),
    ...flagLines(["reconfigure", "reboot", ...namesOfFlags(plan)]),
    sh`declare_steps`,
    sh`begin_orchestration "$@"`,
    sh`if [[ $operation == hypervisor ]]; then`,
    sh`setup_hypervisor`,
    sh`return`,
    sh`fi`,
    ...requiredCommands(plan),
    sh`read_configuration`,
    ...(looksInside ? [sh`choose_what_to_send`] : []),
    sh`order_containers`,
    sh`observe`,
    sh`check_all_preconditions`,
    sh`converge_containers`,
    sh`conclude_containers`,
  ];
}

/** The scripts that an orchestration runs, as tables by the names of what they bring. */
export function scriptTables(plan: PipelinePlan): ShellText[] {
  const { runs } = plan.pipeline;
  if (runs === undefined) return [];
  const { hypervisor, features } = runs;
  const flags = namesOfFlags(plan).map((name) => sh`${{ value: name }}`);
  const needy = features.filter(({ requires }) => requires.length > 0);
  return [
    sh`hypervisor_flags=(${flags})`,
    sh`hypervisor_features=(${hypervisor.map(({ name }) => sh`${{ value: name }}`)})`,
    ...table("hypervisor_scripts", new Map(hypervisor.map(({ name, script }) => [name, script]))),
    ...table("feature_scripts", new Map(features.map(({ name, script }) => [name, script]))),
    ...table("feature_requires", new Map(needy.map(({ name, requires }) => [name, requires.join(" ")]))),
  ];
}

function table(array: string, entries: ReadonlyMap<string, string>): ShellText[] {
  const lines = [...entries].map(([key, value]) => sh`[${{ value: key }}]=${{ value }}`);
  return [sh`${identifier(array)}=(`, ...lines, sh`)`];
}

function description({ name, at }: Pipeline, version: string): ShellText {
  return sh`describe_run ${{ value: name }} ${{ value: version }} ${{ value: at.file }}`;
}

function flagLines(names: readonly string[]): ShellText[] {
  return names.length === 0 ? [] : [sh`declare_flags ${names.map((name) => sh`${{ value: name }}`)}`];
}

function namesOfFlags(plan: PipelinePlan): string[] {
  return [...new Set(flagsOf(plan).map(({ name }) => name))];
}

/** Commands that a step on the host uses and no step brings. */
function requiredCommands(plan: PipelinePlan): ShellText[] {
  const provided = namesOf(plan, "provides");
  const commands = [...namesOf(plan, "uses")].filter((name) => !provided.has(name)).sort();
  return commands.length === 0
    ? []
    : [sh`require_commands ${commands.map((name) => sh`${{ value: name }}`)}`];
}

function namesOf(plan: PipelinePlan, access: "uses" | "provides"): Set<string> {
  const onHost = plan.steps.filter(({ step }) => step.target.type === "host");
  const effects = onHost.flatMap(({ step }) => step.resource.effects);
  const commands = effects.filter((effect) => effect.access === access && effect.subject === "command");
  return new Set(commands.flatMap(({ name }) => (name.type === "literal" ? [name.text] : [])));
}
