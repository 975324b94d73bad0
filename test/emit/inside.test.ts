import { expect, test } from "vitest";
import nvidia from "../../dsl/lxc/nvidia.ts";
import { type EmitContext, emitTree, libraryName } from "../../src/emit/tree.ts";
import { planPipeline } from "../../src/plan/plan.ts";
import { functionsOf } from "../../src/shell/commands.ts";
import { parseBash } from "../../src/shell/parse.ts";

const context: EmitContext = { root: process.cwd(), version: "1.2.3", digestOf: () => "0".repeat(64) };
const files = await emitTree([planPipeline(nvidia, { commentAt: () => "Why." })], context);
const script = files.get(nvidia.script) ?? "";
const library = files.get(libraryName) ?? "";
const functions = new Map(
  [script, library].flatMap((text) => functionsOf(parseBash(text)).map((fn) => [fn.name, fn.text] as const)),
);

/** The names in an array of the emitted script. */
function namesIn(array: string): string[] {
  const [, text = ""] = new RegExp(`${array}=\\(([^)]*)\\)`).exec(script) ?? [];
  return text.split(/\s+/).filter((name) => name !== "");
}

const sent = namesIn("inside_functions");
const variables = namesIn("inside_variables");

test("every function that is sent into the container is there", () => {
  expect(sent.length).toBeGreaterThan(50);
  expect(sent.filter((name) => !functions.has(name))).toEqual([]);
});

test("what a function in there calls is sent with it", () => {
  const calls = sent.flatMap((name) =>
    functionsOf(parseBash(functions.get(name) ?? "")).flatMap(({ commands }) =>
      commands.map((command) => command.name ?? ""),
    ),
  );
  const known = new Set([...sent, "observe"]);
  expect([...new Set(calls)].filter((name) => functions.has(name) && !known.has(name))).toEqual([]);
});

test("every variable that is sent is declared, and every constant in there is sent", () => {
  const declared = new Set(
    `${script}\n${library}`
      .split("\n")
      .filter((line) => /^\s*(readonly|declare -g\w*) /.test(line))
      .flatMap((line) => [...line.matchAll(/(?<=\s)([A-Za-z_]\w*)=/g)].map(([, name = ""]) => name)),
  );
  expect(variables.length).toBeGreaterThan(20);
  expect(variables.filter((name) => !declared.has(name))).toEqual([]);
  const constants = sent.flatMap((name) => functions.get(name)?.match(/(?<=\$\{?)[A-Z][A-Z0-9_]*\b/g) ?? []);
  const shell = /^(SECONDS|BASH_\w+|BASHPID|LINENO|COPROC\w*|EUID|NO_COLOR)$/;
  expect([...new Set(constants)].filter((name) => !shell.test(name) && !variables.includes(name))).toEqual(
    [],
  );
});

test("what only the host does is not sent", () => {
  expect(sent).not.toContain("ask_container");
  expect(sent).not.toContain("read_fields");
  expect(sent).toContain("wait_for_nvidia_device");
});
