import { createHash } from "node:crypto";
import { statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diffsOf } from "../../src/cli/check.ts";
import { type Compilation, compile } from "../../src/cli/compile.ts";
import { lintScripts } from "../../src/cli/lint.ts";
import { originOf } from "../../src/cli/origin.ts";
import { Phases } from "../../src/cli/phases.ts";
import { compare, writeDifference } from "../../src/cli/write.ts";
import { libraryName } from "../../src/emit/tree.ts";
import type { ShellText } from "../../src/shell/quote.ts";
import { ashlar, fixtureProject } from "./ashlar.ts";

const project = fixtureProject();
const script = "hypervisor_setup/greeting.sh";
const scriptPath = `generated/usr/local/phoenix_hypervisor/bin/${script}`;
let compiled: Compilation;

beforeAll(async () => {
  compiled = await compile(project, { types: true, lint: true }, new Phases());
  expect(compiled.issues).toEqual([]);
  writeDifference(project.out, compare(project.out, compiled.files));
});
afterAll(() => project.remove());

function textOf(path: string): string {
  return compiled.files.find((file) => file.path === path)?.text ?? "";
}

/** Number of the first line of an emitted file that begins so. */
function lineOf(path: string, start: string): number {
  return (
    (compiled.scripts.get(path) ?? "").split("\n").findIndex((line) => line.trim().startsWith(start)) + 1
  );
}

function explained(path: string, start: string) {
  const { part, source, steps } = originOf(
    path,
    compiled.scripts.get(path) ?? "",
    lineOf(path, start),
    compiled,
  );
  return { part, file: source.file, steps: steps.map(({ step }) => step.id) };
}

test("the manifest names the bytes of a script, its sources, its steps and their effects", () => {
  const [entry] = JSON.parse(textOf("generated/MANIFEST.json")).scripts;
  expect(entry.sha256).toBe(createHash("sha256").update(textOf(scriptPath)).digest("hex"));
  expect(entry.sources.map(({ file }: { file: string }) => file)).toEqual([
    "test/cli/fixture/dsl/host/greeting.ts",
    "test/cli/fixture/dsl/site-config.ts",
  ]);
  expect(entry.steps[1]).toMatchObject({
    id: "motd",
    source: "test/cli/fixture/dsl/host/greeting.ts:9",
    why: "Who logs in must know that this host is managed.",
    effects: ["reads file /srv/greeting/motd", "writes file /srv/greeting/motd"],
  });
});

test("the launcher works from any folder, and rewrites only what differs", async () => {
  const manifest = join(project.out, "generated/MANIFEST.json");
  utimesSync(manifest, 1, 1);
  writeFileSync(join(project.out, scriptPath), "echo damaged\n");
  writeFileSync(join(project.out, "generated/stray.sh"), "");
  const args = ["--no-lint", "--json", "--dsl", join(project.root, project.dsl), "--out", "."];
  const { code, stdout } = await ashlar(project.out, "build", ...args);
  expect(JSON.parse(stdout)).toMatchObject({
    issues: [],
    written: [scriptPath],
    removed: ["generated/stray.sh"],
  });
  expect(code).toBe(0);
  expect(statSync(manifest).mtimeMs).toBe(1000);
  expect(diffsOf(project.out, compiled.files)).toEqual([]);
});

test("check tells what differs as a diff, an orphan as its removal", () => {
  writeFileSync(join(project.out, scriptPath), textOf(scriptPath).replace("umask 022", "umask 000"));
  writeFileSync(join(project.out, "generated/stray.sh"), "stray\n");
  const diffs = diffsOf(project.out, compiled.files);
  expect(diffs.map(({ path }) => path)).toEqual([scriptPath, "generated/stray.sh"]);
  expect(diffs[0]?.diff).toContain("-umask 000\n+umask 022\n");
  expect(diffs[1]?.diff).toContain("-stray\n");
});

test.each([
  ["# Who logs in", "guard of step motd", ["motd"]],
  ["apply_motd()", "apply of step motd", ["motd"]],
  ["converge place", '"converge" line of step place', ["place"]],
  ["declare_step motd", '"declare_step" line of step motd', ["motd"]],
  ["readonly MOTD_CONTENT", "constant MOTD_CONTENT of step motd", ["motd"]],
  ["readonly SITE_RELEASE", "configuration field site.release: Release named in the greeting.", ["motd"]],
])("explain leads from %s to the author's line", (start, part, steps) => {
  expect(explained(script, start)).toEqual({ part, file: "test/cli/fixture/dsl/host/greeting.ts", steps });
});

test.each(["set -Eeuo", "main()", "observe()", "/srv/greeting/motd"])(
  "explain knows the frame: %s",
  (start) => {
    expect(explained(script, start)).toMatchObject({ file: "templates/script.sh.hbs", steps: [] });
  },
);

test("explain leads from the library to the bash of a kind, and to the steps that reach it", () => {
  const file = "src/resources/directory/directory.sh";
  const part = "library function make_directory";
  expect(explained(libraryName, "make_directory()")).toEqual({ part, file, steps: ["place"] });
});

/** Issues of the emitted scripts after an edit of one. */
async function lintEdited(path: string, edit: (text: string) => string) {
  const scripts = new Map(compiled.scripts).set(path, edit(compiled.scripts.get(path) ?? "") as ShellText);
  return lintScripts(project.root, { ...compiled, scripts });
}

test("a shellcheck finding is an issue at the step whose bash it is in", async () => {
  const issues = await lintEdited(script, (text) =>
    text.replace("guard_motd() {", "guard_motd() { echo $UID;"),
  );
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({
    code: "ASH404",
    at: { file: "test/cli/fixture/dsl/host/greeting.ts", line: 9 },
    message: expect.stringMatching(/^SC2248 in hypervisor_setup\/greeting\.sh:\d+ \(guard of step motd\)/),
    found: expect.stringContaining("echo $UID"),
  });
});

test("a finding in the library is an issue at the kind's own bash", async () => {
  const issues = await lintEdited(libraryName, (text) =>
    text.replace("make_directory() {", "make_directory() {\n  echo $UID"),
  );
  expect(issues).toMatchObject([{ code: "ASH404", at: { file: "src/resources/directory/directory.sh" } }]);
});
