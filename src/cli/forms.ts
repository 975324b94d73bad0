import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { FormName } from "../model/scenario.ts";
import type { PackageOptions } from "./bake.ts";
import { compilePackage } from "./package.ts";
import { comparePackage } from "./package-tree.ts";
import { Phases } from "./phases.ts";
import { binFolder } from "./project.ts";
import { printIssues } from "./report.ts";
import { writeDifference } from "./write.ts";

/** A bats file, and the form of the scripts that it is run with: none for those of `generated/`. */
export interface ScenarioRun {
  readonly file: string;
  readonly form?: FormName;
}

/** Every file once, and once more for each form that it names in its header. */
export function scenarioRuns(root: string, files: readonly string[]): ScenarioRun[] {
  return files.flatMap((file) => {
    const [, named] = /^# Forms: ([a-z, ]+)\.$/m.exec(readFileSync(join(root, file), "utf8")) ?? [];
    const forms = (named?.split(", ") ?? []) as FormName[];
    return [{ file }, ...forms.map((form) => ({ file, form }))];
  });
}

/** Builds a package of each form that some run needs below `folder`; the values of a baked one are the world's. */
export async function buildForms(
  root: string,
  folder: string,
  runs: readonly ScenarioRun[],
): Promise<ReadonlyMap<FormName, string>> {
  const forms = [...new Set(runs.flatMap(({ form }) => form ?? []))];
  const built = new Map<FormName, string>();
  for (const form of forms) built.set(form, await buildForm(root, mkdtempSync(join(folder, "form-")), form));
  return built;
}

async function buildForm(root: string, out: string, form: FormName): Promise<string> {
  const bake = form === "baked" ? await worldConfiguration(root, out) : [];
  const wanted: PackageOptions = { standalone: form === "standalone", bake, facts: new Map() };
  const project = { root, dsl: "dsl", out: join(out, "tree") };
  const { issues, files } = await compilePackage(project, wanted, { lint: false }, new Phases());
  printIssues(issues);
  if (issues.length > 0) throw new Error(`the ${form} scripts cannot be built`);
  writeDifference(project.out, comparePackage(project.out, files));
  return join(project.out, binFolder);
}

/** The default configurations of the world, as files. */
async function worldConfiguration(root: string, folder: string) {
  const named = [
    ["phoenix_hypervisor_config", "default_config"],
    ["phoenix_lxc_configs", "default_lxc_config"],
  ] as const;
  const files = named.map(async ([name, command]) => {
    const world = `. "$1"; choose_variant debian12; ${command}`;
    const { stdout } = await execa("bash", ["-ec", world, "bash", join(root, "bats/world.bash")]);
    const path = join(folder, `${name}.json`);
    writeFileSync(path, stdout);
    return { typed: path, path };
  });
  return Promise.all(files);
}
