import type { Effect, EffectAccess, EffectSubject } from "../model/effect.ts";
import type { Pipeline, Target } from "../model/pipeline.ts";
import type { Flag } from "../model/resource.ts";
import { render } from "../model/value.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import { type Form, valuesFrom } from "./form.ts";

const commonOptions = [
  ["--plan", "show what would change and change nothing (also --dry-run); exit 3 if anything would"],
  ["--diff", "show the differences of file contents"],
  ["--only ID", "converge this step; steps before it are only looked at"],
  ["--from ID", "converge this step and those after it"],
  ["--config FILE", "read this configuration"],
  ["--json", "one JSON object a line on stdout"],
  ["--list", "the steps with reason, source and deadline"],
  ["--quiet, --verbose", "only changes and failures; the output of every command"],
  ["--help, --version", "this text; the version"],
] as const;

/** Options of a script for all containers beside those of the scripts that it runs. */
const orchestrationOptions = [
  ["--setup-hypervisor", "converge this host: what comes before any container"],
  ["--LetsGo", "converge every container of the configuration, parents before clones"],
  ["CTID…", "converge these containers, and those they are cloned from where one is missing"],
  ["--jobs N", "go through so many containers at a time; 1 by default"],
  ["--feature NAME", "of the features run this one only"],
  ["--reconfigure", "install in clones what they have inherited as well"],
  ["--refresh CTID", "take the snapshot of this container anew where it is stale"],
  ["--reboot", "with --setup-hypervisor: reboot where that is needed, and go on after it, once"],
] as const;

const exitCodes = [
  ["0", "converged, changed or not"],
  ["1", "a step failed, or its state could not be told"],
  ["2", "wrong usage"],
  ["3", "--plan found something to change"],
  ["4", "a precondition, consent or the configuration is missing or invalid"],
  ["5", "a wait reached its deadline"],
  ["6", "another run holds the lock"],
  ["10", "a reboot is needed to go on; run again after it"],
] as const;

/** The `--help` text of a script. */
export function usageText(plan: PipelinePlan, form: Form): string {
  const { pipeline, headline } = plan;
  const name = pipeline.script.split("/").at(-1) ?? "";
  const flags = flagsOf(plan).map((flag) => [`--${flag.name}`, flag.help] as const);
  return [
    ...callLines(name, pipeline.target),
    ...wrapped(headline, ""),
    "",
    "Options:",
    ...table([...ownOptions(pipeline), ...uniqueRows(flags), ...optionsOf(plan, form)]),
    "",
    ...configurationLines(plan, form),
    "",
    ...effectLines(plan),
    "",
    "Exit codes:",
    ...table(exitCodes.filter(([code]) => code !== "10" || pipeline.target !== "container")),
  ].join("\n");
}

function callLines(name: string, target: Pipeline["target"]): string[] {
  if (target === "host") return [`${name} [option…]`];
  if (target === "container") return [`${name} <CTID> [option…]`];
  return [`${name} --setup-hypervisor [option…]`, `${name} --LetsGo | <CTID>… [option…]`];
}

/** What the operator may add to the options that every script has. */
export function flagsOf({ pipeline, steps }: PipelinePlan): readonly Flag[] {
  if (pipeline.runs !== undefined) {
    const flags = pipeline.runs.hypervisor.flatMap((script) => script.flags);
    return flags
      .filter(({ name }) => name !== "reboot")
      .map(({ name, help }) => ({ name, help: `with --setup-hypervisor: ${help}` }));
  }
  const own: Flag[] =
    pipeline.target === "container"
      ? [{ name: "reinstall", help: "install in this container what it has inherited" }]
      : [];
  return [...own, ...steps.flatMap(({ step }) => step.resource.flags)];
}

/** An option and what it does. */
type Row = readonly [string, string];

const lxcConfig: Row = ["--lxc-config FILE", "read this configuration of the containers"];

function ownOptions({ target }: Pipeline): readonly Row[] {
  return target === "containers" ? orchestrationOptions : [];
}

function optionsOf({ pipeline }: PipelinePlan, { baked }: Form): Row[] {
  // Steps are those of one container, and none of many can be picked.
  const isForOne = pipeline.target !== "containers";
  const common = commonOptions.filter(([name]) => isForOne || !/^--(only|from) /.test(name));
  return common.flatMap((option: Row) => {
    if (option[0] !== "--config FILE") return [option];
    if (baked !== undefined) return [];
    return pipeline.containers === undefined ? [option] : [option, lxcConfig];
  });
}

function configurationLines({ pipeline }: PipelinePlan, form: Form): string[] {
  const { config, containers } = pipeline;
  const files = containers === undefined ? [config.file] : [config.file, containers.file];
  const label = form.baked === undefined ? "Configuration:" : "Baked in from:";
  const from = form.baked === undefined ? files : valuesFrom(pipeline, form);
  return from.map((file, index) => `${index === 0 ? label : " ".repeat(label.length)} ${file}`);
}

function uniqueRows(rows: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return [...new Map(rows)];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.flatMap(([left, right]) => {
    const [first = "", ...more] = wrapped(right, "", 76);
    return [`  ${left.padEnd(20)} ${first}`, ...more.map((line) => `${" ".repeat(23)}${line}`)];
  });
}

/** What a script changes, in the order a reader asks. */
const changes: readonly (readonly [string, EffectAccess, EffectSubject])[] = [
  ["installs packages", "writes", "package"],
  ["removes packages", "removes", "package"],
  ["writes files", "writes", "file"],
  ["brings files", "provides", "file"],
  ["removes files", "removes", "file"],
  ["enables units", "writes", "unit"],
  ["loads modules", "provides", "module"],
  ["unloads modules", "removes", "module"],
  ["makes devices", "provides", "device"],
  ["changes lines", "writes", "config-line"],
  ["removes lines", "removes", "config-line"],
  ["changes containers", "writes", "container"],
  ["restarts containers", "provides", "container"],
];

/** What templates/library/orchestrator-host.sh writes, which is no step. */
const resumeFile = "/etc/systemd/system/phoenix-orchestrator-resume.service";

/** What the script changes: the reader's first question. */
function effectLines({ pipeline, steps }: PipelinePlan): string[] {
  const effects = steps.flatMap(({ step }) =>
    step.resource.effects.map((effect) => ({ effect, place: effect.on ?? step.target.type })),
  );
  const at = (wanted: Target["type"]) =>
    effects.flatMap(({ effect, place }) => (place === wanted ? [effect] : []));
  if (pipeline.target === "host") return ["Effects:", ...effectTable(at("host"))];
  const scripts = [...(pipeline.runs?.hypervisor ?? []), ...(pipeline.runs?.features ?? [])];
  return [
    "Effects on this host:",
    ...effectTable(at("host")),
    ...(scripts.length === 0
      ? []
      : table([
          ["runs scripts", scripts.map(({ script }) => script).join(", ")],
          ["with --reboot", `${resumeFile}, until it has gone on after the reboot`],
        ])),
    "",
    "Effects inside the container:",
    ...effectTable(at("container")),
  ];
}

function effectTable(effects: readonly Effect[]): string[] {
  return changes.flatMap(([phrase, access, subject]) => {
    const touched = effects.filter((effect) => effect.access === access && effect.subject === subject);
    const names = [...new Set(touched.map(({ name }) => render(name)))];
    return names.length === 0 ? [] : table([[phrase, names.join(", ")]]);
  });
}

function wrapped(text: string, indent: string, width = 100): string[] {
  const result: string[] = [];
  let line = indent;
  for (const word of text.split(/[\s\p{Cc}]+/u)) {
    if (line.length + word.length + 1 > width && line.trim() !== "") {
      result.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...result, line];
}
