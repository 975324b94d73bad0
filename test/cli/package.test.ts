import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Compilation } from "../../src/cli/compile.ts";
import { originOf } from "../../src/cli/origin.ts";
import { compilePackage } from "../../src/cli/package.ts";
import { packageOptions } from "../../src/cli/package-options.ts";
import { comparePackage, refuseTakenFolder } from "../../src/cli/package-tree.ts";
import { Phases } from "../../src/cli/phases.ts";
import { writeDifference } from "../../src/cli/write.ts";
import { functionsOf } from "../../src/shell/commands.ts";
import { parseBash } from "../../src/shell/parse.ts";
import { ashlar, fixtureProject } from "./ashlar.ts";

const project = fixtureProject();
const script = "usr/local/phoenix_hypervisor/bin/hypervisor_setup/greeting.sh";
const library = "usr/local/phoenix_hypervisor/bin/phoenix_hypervisor_common_utils.sh";
let config = "";
let standalone: Compilation;
let baked: Compilation;

beforeAll(async () => {
  config = join(project.out, "site.json");
  writeFileSync(config, '{"site": {"release": "12.8"}}\n');
  standalone = await compiled({ standalone: true });
  baked = await compiled({ bake: config });
});
afterAll(() => project.remove());

async function compiled(typed: { readonly standalone?: boolean; readonly bake?: string }) {
  const wanted = packageOptions({ ...typed, out: "x" }, "/");
  if (wanted === undefined) throw new Error("no package is wanted");
  return compilePackage(project, wanted, { lint: true }, new Phases());
}

function textOf({ files }: Compilation, path: string): string {
  return files.find((file) => file.path === path)?.text ?? "";
}

test("a standalone script is the only one, and shellcheck has nothing to say", () => {
  expect(standalone.issues).toEqual([]);
  expect(standalone.files.map(({ path }) => path)).toEqual(["MANIFEST.json", script]);
  expect(textOf(standalone, script)).not.toMatch(/find_library|check_library|^\s*(source|\.) /m);
  expect(textOf(standalone, script)).toContain("# Standalone: the functions it reaches are in it");
});

test("a standalone script has each function that it reaches once, and no other", () => {
  const text = textOf(standalone, script);
  const names = functionsOf(parseBash(text)).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const unused = names.filter((name) => !/^(guard|apply)_/.test(name) && !mentionedTwice(text, name));
  expect(unused).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(["converge", "make_directory", "read_fields"]));
  expect(names).not.toContain("observe_packages");
});

function mentionedTwice(text: string, name: string): boolean {
  return (text.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length > 1;
}

test("a line of an inlined function leads to the kind it is from", () => {
  const text = textOf(standalone, script);
  const line = text.split("\n").findIndex((each) => each.startsWith("make_directory()")) + 1;
  const name = "hypervisor_setup/greeting.sh";
  expect(originOf(name, text, line, standalone).source.file).toBe("src/resources/directory/directory.sh");
});

test("baked values are constants, and nothing reads a configuration", () => {
  const text = textOf(baked, script);
  expect(baked.issues).toEqual([]);
  expect(text).toContain("readonly MOTD_CONTENT='managed, release 12.8\n'\n");
  expect(text).toMatch(/^# Values baked in from site\.json \(sha256\n# [0-9a-f]{64}\)\.$/m);
  for (const path of [script, library]) expect(textOf(baked, path)).not.toMatch(/\bjq\b|read_fields|FIELDS/);
  const help = /cat <<'USAGE'\n([\s\S]*?)\nUSAGE\n/.exec(text)?.[1] ?? "";
  expect(help).not.toContain("--config");
  expect(help).toMatch(/^Baked in from: site\.json \(sha256 [0-9a-f]{64}\)$/m);
});

test("the manifest tells the form, where the values are from, and every file", () => {
  const manifest = JSON.parse(textOf(baked, "MANIFEST.json"));
  expect(manifest).toMatchObject({ standalone: false, files: [library, script] });
  expect(manifest.baked).toEqual([expect.stringMatching(/^site\.json \(sha256 [0-9a-f]{64}\)$/)]);
  const own = JSON.parse(textOf(standalone, "MANIFEST.json"));
  expect(own).not.toHaveProperty("library");
  expect(own.scripts[0].sources.map(({ file }: { file: string }) => file)).toContain(
    "src/resources/directory/directory.sh",
  );
});

function written(name: string, { files }: Compilation): string {
  const out = join(project.out, name);
  writeDifference(out, comparePackage(out, files));
  return out;
}

test("a package is written again without a file that is as it should be, and without what it no longer has", () => {
  const out = written("again", baked);
  utimesSync(join(out, script), 1, 1);
  const { written: rewritten, equal } = comparePackage(out, baked.files);
  expect(rewritten).toEqual([]);
  expect(equal).toContain(script);
  written("again", standalone);
  expect(existsSync(join(out, library))).toBe(false);
  expect(statSync(join(out, script)).mode & 0o777).toBe(0o755);
});

test("a folder that holds anything else is refused, and left as it is", () => {
  const out = written("taken", standalone);
  writeFileSync(join(out, "usr/notes"), "mine\n");
  const sentence = `${out} holds usr/notes, which no build of a package wrote; name an empty folder with --out`;
  expect(() => comparePackage(out, baked.files)).toThrow(sentence);
  expect(readFileSync(join(out, "usr/notes"), "utf8")).toBe("mine\n");
});

test("a link inside a package could lead out of it, and is refused", () => {
  const out = join(project.out, "linked");
  mkdirSync(join(project.out, "elsewhere"));
  mkdirSync(out);
  symlinkSync(join(project.out, "elsewhere"), join(out, "usr"));
  expect(() => comparePackage(out, standalone.files)).toThrow(`${out} holds usr`);
});

test.each(["generated", "generated/usr", "bats/generated/new"])("%s is no place for a package", (folder) => {
  expect(() => refuseTakenFolder({ ...project, out: join(project.root, folder) })).toThrow(
    "which a plain build writes",
  );
});

test.each([
  [["--standalone"], "--standalone and --bake write a package: name its folder with --out"],
  [["--host-distro", "debian12"], "--host-distro and --host-gpus go with --bake"],
  [["--bake", "a,,b", "--out", "x"], "--bake takes CONFIG or CONFIG,LXC_CONFIG"],
  [
    ["--bake", "a", "--out", "x", "--host-distro", "$(id)"],
    "a value such as in --host-distro: debian12 is wanted",
  ],
])("%s is wrong usage", async (args, message) => {
  const { code, stderr } = await ashlar(project.out, "build", ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
