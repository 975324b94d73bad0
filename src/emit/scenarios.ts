import {
  type FormName,
  type Layer,
  layerFunction,
  type Scenario,
  type Sentence,
  type Specification,
} from "../model/scenario.ts";
import { formatBash } from "../shell/format.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment, identifier, lines, sh } from "../shell/text.ts";
import { renderTemplate } from "./render.ts";
import type { EmitContext } from "./tree.ts";

/** Sentences whose first argument is the script under test. */
const runs = new Set([
  "run_script",
  "run_twice_at_once",
  "run_after_a_killed_run",
  "run_through_kills",
  "run_through_orphans",
]);

/** Emits one bats file a group: path below `bats/generated/` and content. */
export async function emitScenarios(
  spec: Specification,
  context: EmitContext,
): Promise<ReadonlyMap<string, ShellText>> {
  const files = await Promise.all(
    spec.groups.map(
      async (group) =>
        [fileName(spec, group.name), await formatBash(groupText(spec, group, context), "bats")] as const,
    ),
  );
  return new Map(files);
}

function fileName(spec: Specification, group: string): string {
  return `${spec.pipeline.name}/${group.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.bats`;
}

function groupText(
  spec: Specification,
  group: Specification["groups"][number],
  context: EmitContext,
): ShellText {
  const used = new Set(group.scenarios.flatMap(({ sentences }) => sentences.map(({ args }) => args[0])));
  return renderTemplate(context.root, "scenarios.bats", {
    title: `${spec.pipeline.name}: ${group.name}` as ShellText,
    version: context.version as ShellText,
    source: spec.at.file as ShellText,
    forms: formsText(group.forms),
    world: "../../world" as ShellText,
    script: sh`${{ value: spec.pipeline.script }}`,
    layers: spec.layers.filter((layer) => used.has(layerFunction(layer))).map(layerText),
    tests: group.scenarios.map(testText),
  });
}

/** `ashlar test` reads this line. */
function formsText(forms: readonly FormName[]): ShellText | undefined {
  return forms.length === 0 ? undefined : comment(`Forms: ${forms.join(", ")}.`);
}

/** A layer is built on the fresh host that `given_layer` makes. */
function layerText(layer: Layer): ShellText {
  return lines([sh`${identifier(layerFunction(layer))}() {`, ...layer.sentences.map(sentenceText), sh`}`]);
}

function testText({ name, sentences, at }: Scenario): ShellText {
  return lines([
    `# ${at.file}:${at.line}` as ShellText,
    sh`@test ${{ value: name }} {`,
    ...sentences.map(sentenceText),
    sh`}`,
  ]);
}

function sentenceText({ call, args }: Sentence): ShellText {
  const words = args.map((value) => sh`${{ value }}`);
  return [identifier(call), ...(runs.has(call) ? ['"$script"' as ShellText] : []), ...words].join(
    " ",
  ) as ShellText;
}
