import { identifier } from "../shell/text.ts";
import { renderTemplate } from "./render.ts";

/** The two files that a feature begins as: its pipeline, and scenarios of which the last one fails. */
export function newFeatureFiles(root: string, name: string): readonly NewFile[] {
  const data = { name: identifier(name) };
  return [
    { path: `lxc/${name}.ts`, text: renderTemplate(root, "new-feature.ts", data) },
    { path: `lxc/${name}.spec.ts`, text: renderTemplate(root, "new-feature.spec.ts", data) },
  ];
}

/** A file of an author's, as it begins; its path is below the folder of the pipelines. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}
