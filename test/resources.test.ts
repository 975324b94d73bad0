import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { actionBody } from "../src/emit/script.ts";
import type { Action } from "../src/model/call.ts";
import type { KindCase, KindCases } from "../src/model/cases.ts";
import { render } from "../src/model/value.ts";

const folder = new URL("../src/resources/", import.meta.url);
const kinds = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const hasCases = (kind: string) => existsSync(new URL(`${kind}/cases.ts`, folder));
const index = readFileSync(new URL("index.ts", folder), "utf8");
const all = await Promise.all(
  kinds
    .filter(hasCases)
    .map(
      async (kind) => [kind, (await import(`${folder}${kind}/cases.ts`)) as { cases: KindCases }] as const,
    ),
);

function emitted(action: Action | undefined): string[] | undefined {
  return action === undefined
    ? undefined
    : actionBody(action, "step")
        .trim()
        .split("\n")
        .map((line) => line.trim());
}

function effectsOf({ effects }: ReturnType<KindCase["resource"]>): string[] {
  return effects.map(({ access, subject, name }) => `${access} ${subject} ${render(name)}`);
}

test.each(kinds)("kind %s has cases, and a line in the index", (kind) => {
  expect(hasCases(kind)).toBe(true);
  expect(index).toContain(`"./${kind}/index.ts"`);
});

describe.each(all)("%s", (kind, { cases: { kind: said, cases } }) => {
  test("has at least four cases, under its own name", () => {
    expect(said).toBe(kind);
    expect(cases.length).toBeGreaterThanOrEqual(4);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.each(cases)("$name", (example) => {
    const resource = example.resource();
    expect(emitted(resource.guard)).toEqual(example.guard);
    for (const part of ["apply", "verify", "preflight"] as const) {
      if (example[part] !== undefined) expect(emitted(resource[part]), part).toEqual(example[part]);
    }
    for (const part of ["guard", "apply", "verify", "preflight"] as const) {
      const inside = example.inside?.[part];
      if (inside !== undefined) expect(emitted(resource.inside?.[part]), `inside ${part}`).toEqual(inside);
    }
    expect(effectsOf(resource)).toEqual(expect.arrayContaining([...(example.effects ?? [])]));
    expect(resource.kind).toBe(kind);
  });
});
