import { expect, test } from "vitest";
import orchestrator from "../../dsl/host/orchestrator.ts";
import { type EmitContext, emitTree } from "../../src/emit/tree.ts";
import { planPipeline } from "../../src/plan/plan.ts";
import { functionsOf } from "../../src/shell/commands.ts";
import { parseBash } from "../../src/shell/parse.ts";

const context: EmitContext = { root: process.cwd(), version: "1.2.3", digestOf: () => "0".repeat(64) };
const files = await emitTree([planPipeline(orchestrator, { commentAt: () => "Why." })], context);
const script = files.get(orchestrator.script) ?? "";
const functions = functionsOf(parseBash(script));

function textOf(isWanted: (name: string) => boolean): string {
  return functions
    .filter(({ name }) => isWanted(name))
    .map(({ text }) => text)
    .join("\n");
}

/** Variables of the container at hand that a text sets, as a value or by a function that fills them in. */
function setIn(text: string): string[] {
  return [...text.matchAll(/^ {2}(?:([A-Z][A-Z0-9_]+)=|(?:tell|choose)_\w+ ([A-Z][A-Z0-9_]+) )/gm)].map(
    ([, assigned, filled]) => assigned ?? filled ?? "",
  );
}

function readIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\$\{?([A-Z][A-Z0-9_]+)/g)].map(([, name = ""]) => name));
}

const entered = textOf((name) => name === "enter_container");
const prepared = textOf((name) => name === "prepare_steps");
const preconditions = textOf((name) => name === "check_preconditions" || name.startsWith("preflight_"));

test("a container is entered with what its preconditions read, and no more", () => {
  const read = new Set([...readIn(entered), ...readIn(preconditions)]);
  expect(setIn(entered)).toContain("CONTAINER_TEMPLATE");
  expect(setIn(entered).filter((name) => !read.has(name))).toEqual([]);
});

test("what only its steps read comes when it is gone through", () => {
  const early = new Set([...readIn(entered), ...readIn(preconditions)]);
  expect(setIn(prepared)).toContain("CONTAINER_MEMORY_MB");
  expect(setIn(prepared).filter((name) => early.has(name))).toEqual([]);
});

test("every variable of a container is set, once", () => {
  const [, declared = ""] = /^declare -g ((?:[A-Z][A-Z0-9_]+='' ?)+)$/m.exec(script) ?? [];
  const names = [...declared.matchAll(/[A-Z][A-Z0-9_]+/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(30);
  expect([...setIn(entered), ...setIn(prepared)].sort()).toEqual(names.sort());
});
