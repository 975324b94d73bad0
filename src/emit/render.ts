import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { ShellText } from "../shell/quote.ts";

/** What a template may receive: bash that was made by `src/shell`, never a raw string. */
export interface TemplateData {
  readonly [field: string]:
    | ShellText
    | readonly ShellText[]
    | TemplateData
    | readonly TemplateData[]
    | undefined;
}

/** Fills `templates/<name>.hbs`. A field the template names and the data lacks is an error. */
export function renderTemplate(root: string, name: string, data: TemplateData): ShellText {
  const source = readFileSync(join(root, "templates", `${name}.hbs`), "utf8");
  const template = Handlebars.compile(source, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    preventIndent: true,
  });
  return template(data) as ShellText;
}
