import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compile } from "../../src/cli/compile.ts";
import { Phases } from "../../src/cli/phases.ts";
import { copiedProject } from "./ashlar.ts";

let project: ReturnType<typeof copiedProject>;
beforeEach(() => {
  project = copiedProject();
});
afterEach(() => project.remove());

/** Compiles the fixture after an edit of its pipeline. */
async function compileEdited(edit: (source: string) => string, types = false) {
  const file = `${project.dsl}/host/greeting.ts`;
  const source = readFileSync(join(project.root, file), "utf8");
  writeFileSync(join(project.root, file), edit(source));
  const { issues, files } = await compile(project, { types, lint: false }, new Phases());
  return { issues, files, file };
}

test("a type error is an issue at its place, and there is nothing to write", async () => {
  const said = await compileEdited((source) => source.replace('path: "/srv/greeting"', "path: 7"), true);
  expect(said.issues[0]).toMatchObject({ code: "ASH702", at: { file: said.file, line: 7 } });
  expect(said.files).toEqual([]);
});

test("a file that throws is an issue at the author's line", async () => {
  const throwing = '  [1].forEach(() => {\n    throw new Error("no luck");\n  });\n  /** Keeps';
  const said = await compileEdited((source) => source.replace("  /** Keeps", throwing));
  const own = said.issues.find(({ at }) => at.file === said.file);
  expect(own).toMatchObject({ code: "ASH701", at: { line: 7 }, found: "no luck" });
  expect(said.files).toEqual([]);
});

test("a file that does not parse is an issue at its place", async () => {
  const said = await compileEdited(
    (source) => source.replace("{ config: siteConfig }", "{ config: siteConfig"),
    true,
  );
  expect(said.issues).toContainEqual(
    expect.objectContaining({ code: "ASH702", at: expect.objectContaining({ file: said.file, line: 5 }) }),
  );
});

test("a file without a pipeline is an issue", async () => {
  const said = await compileEdited(() => "export const nothing = 1;\n");
  expect(said.issues).toContainEqual(
    expect.objectContaining({ code: "ASH701", message: `${said.file} exports no pipeline` }),
  );
});

test("a finding of the passes, and one of the purity check, stop the build together", async () => {
  const said = await compileEdited((source) =>
    source.replace('"motd",', '"place",').replace("managed, release", "at ${String(Date.now())}, release"),
  );
  expect(said.issues.map(({ code }) => code)).toEqual(expect.arrayContaining(["ASH101", "ASH501"]));
  expect(said.files).toEqual([]);
});
