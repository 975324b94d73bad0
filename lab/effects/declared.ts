import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type { Place } from "./processes.ts";

/** An effect of a script, its name filled in with the values of this run; `*` in it stands for anything. */
export interface Declared {
  readonly place: Place;
  readonly access: string;
  readonly subject: string;
  readonly name: string;
  readonly step: string;
}

/** Where values come from: the configuration, and what is given by name: `CTID`, or what stands in braces. */
export interface Values {
  readonly configuration: unknown;
  readonly words: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly scripts: readonly {
    readonly path: string;
    readonly target: Place;
    readonly steps: readonly Step[];
  }[];
}

interface Step {
  readonly id: string;
  readonly target?: Place;
  readonly effects: readonly string[];
}

/** What the manifest says of a script. */
export function readDeclared(manifestFile: string, script: string, values: Values): Declared[] {
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8")) as Manifest;
  const found = manifest.scripts.find(({ path }) => path === script);
  if (found === undefined) throw new Error(`${manifestFile} knows no script ${script}`);
  return found.steps.flatMap((step) =>
    step.effects.map((effect) => declared(step, found.target, effect, values)),
  );
}

const onHost = " on the host";

function declared({ id, target }: Step, scripts: Place, effect: string, values: Values): Declared {
  const [, access = "", subject = "", name = ""] = /^(\S+) (\S+) (.*)$/s.exec(effect) ?? [];
  const place = name.endsWith(onHost) ? "host" : (target ?? scripts);
  return { place, access, subject, step: id, name: fill(name.replace(onHost, ""), values) };
}

/** `{nvidia_driver.version}` is a value of the configuration; what only the script could compute stands for anything. */
function fill(name: string, { configuration, words }: Values): string {
  const filled = name.replaceAll(
    /\{([^}]*)\}/g,
    (_, label: string) => words[label] ?? labelled(label, configuration) ?? "*",
  );
  return Object.entries(words).reduce(
    (text, [word, value]) => text.replaceAll(new RegExp(`\\b${word}\\b`, "g"), value),
    filled,
  );
}

function labelled(label: string, configuration: unknown): string | undefined {
  const [, inner = ""] = /^file name of (.*)$/.exec(label) ?? [];
  if (inner !== "") return mapped(valueAt(configuration, inner), posix.basename);
  const [, dotted = ""] = /^(.*) with dashes$/.exec(label) ?? [];
  if (dotted !== "") return mapped(valueAt(configuration, dotted), (text) => text.replaceAll(".", "-"));
  return valueAt(configuration, label);
}

function mapped(text: string | undefined, change: (text: string) => string): string | undefined {
  return text === undefined ? undefined : change(text);
}

function valueAt(configuration: unknown, path: string): string | undefined {
  const value = path
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], configuration);
  return typeof value === "string" ? value : undefined;
}
