import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { newFeatureFiles } from "../emit/new-feature.ts";
import type { Project } from "./project.ts";
import { print } from "./report.ts";

/** `ashlar new feature NAME`: a pipeline for containers and its specification, to begin from. */
export async function newFeature({ root, dsl }: Project, name: string): Promise<number> {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) || name.length > 40) throw badName(name);
  const files = newFeatureFiles(root, name).map(({ path, text }) => ({ path: join(dsl, path), text }));
  const taken = files.filter(({ path }) => existsSync(join(root, path)));
  if (taken.length > 0) throw alreadyThere(taken.map(({ path }) => path));
  // Should somebody else be as fast, theirs stays.
  for (const { path, text } of files) writeFileSync(join(root, path), text, { flag: "wx" });
  for (const { path } of files) print(`written  ${path}`);
  print(nextSteps(name, dsl));
  return 0;
}

function badName(name: string): CommanderError {
  return refused("this is no name for a feature", {
    found: JSON.stringify(name),
    expected: "lower-case letters and digits, a letter first, with single _ between words: my_service",
    hint: "it becomes the name of a file, of a script and of an entry in the features of a container",
  });
}

function alreadyThere(paths: readonly string[]): CommanderError {
  return refused("a feature of this name is there already", {
    found: paths.join(" and "),
    expected: "a name that no pipeline has",
    hint: "change what is there, or take another name; nothing was written",
  });
}

function refused(message: string, parts: Readonly<Record<"found" | "expected" | "hint", string>>) {
  const lines = Object.entries(parts).map(([word, text]) => `  ${word.padEnd(9)} ${text}`);
  return new CommanderError(2, "ashlar.new", [message, ...lines].join("\n"));
}

function nextSteps(name: string, dsl: string): string {
  return `
next:
  1. ./ashlar build
  2. ./ashlar test --only ${name}     as root; the one scenario that fails says what the feature is for
  3. in ${dsl}/lxc/${name}.spec.ts say what must be there then, and see that missing
  4. in ${dsl}/lxc/${name}.ts write the steps that bring it, until nothing fails
  5. add "${name}" to the features of a container in phoenix_lxc_configs.json`;
}
