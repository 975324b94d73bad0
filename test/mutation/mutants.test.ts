import { expect, test } from "vitest";
import { parseBash } from "../../src/shell/parse.ts";
import { mutantsOf } from "./mutants.ts";

const script = `guard_a() { file_is /a; }
apply_a() { replace_file /a; }
guard_b() { file_is /b; }

converge_steps() {
  converge a '/a'
  converge b '/b'
}
`;

const library = `# Looks.
file_is() { # <path>
  probe answer stat -- "$1" || return
  [[ -n $answer ]] || cannot_tell 'what stat says' nothing
}
`;

const mutants = mutantsOf(script, library, new Map([["b", ["a"]]]));

test("every guard, order edge, probe and doubt is broken once", () => {
  expect(mutants.map(({ name }) => name)).toEqual([
    "always holds: guard_a",
    "always drifts: guard_a",
    "always holds: guard_b",
    "always drifts: guard_b",
    "dropped: converge a",
    "dropped: converge b",
    "order: b before a",
    'overlooked: probe answer stat -- "$1" in file_is',
    "guesses: file_is",
  ]);
});

test("each changes its file, and the result is still bash", () => {
  for (const { file, mutate } of mutants) {
    const source = file === "script" ? script : library;
    const mutated = mutate(source);
    expect(mutated).not.toBe(source);
    expect(() => parseBash(mutated)).not.toThrow();
  }
});

test("a step that is moved stands before the one it needs", () => {
  const moved = mutants.find(({ name }) => name === "order: b before a")?.mutate(script) ?? "";
  expect(moved.indexOf("converge b")).toBeLessThan(moved.indexOf("converge a"));
});
