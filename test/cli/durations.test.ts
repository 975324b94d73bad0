import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Durations } from "../../src/cli/durations.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ashlar-durations-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function part(name: string, tests: number) {
  return { name, tests };
}

function namesInOrder(...parts: ReturnType<typeof part>[]) {
  return new Durations(root).longestFirst(parts).map(({ name }) => name);
}

function noteAll(entries: Readonly<Record<string, number>>) {
  const durations = new Durations(root);
  for (const [name, milliseconds] of Object.entries(entries)) durations.note(name, milliseconds);
  durations.save();
}

test("what took longest when it last passed starts first, however few its tests are", () => {
  noteAll({ short: 100, long: 9000 });
  expect(namesInOrder(part("short", 50), part("long", 1))).toEqual(["long", "short"]);
});

test("what was never measured counts by its tests, each as long as those of the others took", () => {
  noteAll({ known: 1000, longer: 5000 });
  const parts = [part("known", 1), part("new", 2), part("tiny", 0), part("longer", 1)];
  expect(namesInOrder(...parts)).toEqual(["new", "longer", "known", "tiny"]);
});

test("without any measurement the number of tests decides, then the name", () => {
  expect(namesInOrder(part("b", 1), part("a", 1), part("c", 7))).toEqual(["c", "a", "b"]);
});

test("what another run has written meanwhile stays", () => {
  const first = new Durations(root);
  first.note("mine", 10);
  noteAll({ theirs: 20 });
  first.save();
  expect(namesInOrder(part("mine", 1), part("theirs", 1))).toEqual(["theirs", "mine"]);
});

test("a memory that cannot be read counts as none", () => {
  mkdirSync(join(root, ".cache"));
  for (const text of ["{", '{"a": "long"}', '{"a": -1}']) {
    writeFileSync(join(root, ".cache/durations.json"), text);
    expect(namesInOrder(part("a", 1), part("b", 2))).toEqual(["b", "a"]);
  }
});
