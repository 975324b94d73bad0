import { type Baked, bakedFrom } from "../model/baked.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { bakePlan } from "../plan/bake.ts";
import type { PipelinePlan } from "../plan/plan.ts";
import type { ShellText } from "../shell/quote.ts";
import { comment, lines } from "../shell/text.ts";
import { bakedConfiguration, bakedValue } from "./baked.ts";
import { configurationConstants, configurationFunctions } from "./constants.ts";

/** How a tree is packaged. */
export interface Form {
  /** Every script has the functions it reaches inside, and needs no other file. */
  readonly standalone: boolean;
  /** The configuration files whose values stand in the scripts. */
  readonly baked?: Baked;
}

/** Scripts beside the library they share, which read their configuration where they run: what `generated/` holds. */
export const linked: Form = { standalone: false };

/** The files that the values of a script are from, as it says them; empty where it reads them when it runs. */
export function valuesFrom({ config, containers }: Pipeline, { baked }: Form): string[] {
  const files = [config, containers].map((schema) => baked?.get(schema?.name ?? ""));
  return files.flatMap((file) => (file === undefined ? [] : [bakedFrom(file)]));
}

/** What the header of a script says of its form. */
export function formComment(pipeline: Pipeline, form: Form): ShellText | undefined {
  const standalone = "Standalone: the functions it reaches are in it, and it needs no library beside it.";
  const baked = valuesFrom(pipeline, form).map((from) => `Values baked in from ${from}.`);
  const words = [...(form.standalone ? [standalone] : []), ...baked];
  return words.length === 0 ? undefined : lines(words.map((each) => comment(each)));
}

/** A plan as its script is to be in a form. */
export function planFor(plan: PipelinePlan, { baked }: Form): PipelinePlan {
  return baked === undefined ? plan : bakePlan(plan, bakedValue(plan.pipeline, baked));
}

/** Constants that stand for the configuration, and how the script comes to the rest of it, if there is any. */
export function configurationText(
  plan: PipelinePlan,
  { baked }: Form,
): { readonly constants: readonly ShellText[]; readonly configuration: ShellText } {
  if (baked !== undefined) return bakedConfiguration(plan, baked);
  const { pipeline, steps } = plan;
  return {
    constants: configurationConstants(pipeline, steps),
    configuration: configurationFunctions(pipeline, steps),
  };
}
