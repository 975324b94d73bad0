import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Compilation, compile } from "../../src/cli/compile.ts";
import { newFeature } from "../../src/cli/new.ts";
import { Phases } from "../../src/cli/phases.ts";
import { type Project, projectRoot } from "../../src/cli/project.ts";
import { ashlar } from "./ashlar.ts";

const shared = ["phoenix-config.ts", "phoenix-lxc-config.ts", "feature-world.ts"];
let project: Project;
let folder: string;
let said: Awaited<ReturnType<typeof ashlar>>;

/** The configuration and the words that all features share, and no pipeline yet. */
beforeAll(async () => {
  mkdirSync(join(projectRoot, ".cache"), { recursive: true });
  folder = mkdtempSync(join(projectRoot, ".cache/new-"));
  mkdirSync(join(folder, "dsl/lxc"), { recursive: true });
  for (const name of shared) copyDeeper(join("dsl", name), join(folder, "dsl", name));
  writeFileSync(
    join(folder, "dsl/tsconfig.json"),
    '{ "extends": "../../../tsconfig.json", "include": ["."] }',
  );
  project = { root: projectRoot, dsl: relative(projectRoot, join(folder, "dsl")), out: folder };
  said = await ashlar(folder, "new", "feature", "my_service", "--dsl", "dsl");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The project's words are two folders further up from here. */
function copyDeeper(from: string, to: string): void {
  writeFileSync(to, readFileSync(from, "utf8").replace(/"((?:\.\.\/)+)(src\/index\.ts")/, '"../../$1$2'));
}

const written = () => readdirSync(join(folder, "dsl/lxc")).sort();
const textOf = (name: string) => readFileSync(join(folder, "dsl/lxc", name), "utf8");

test("writes a pipeline and its specification, and says what to do next", () => {
  expect([said.code, said.stderr]).toEqual([0, ""]);
  expect(written()).toEqual(["my_service.spec.ts", "my_service.ts"]);
  expect(said.stdout).toContain(`written  ${project.dsl}/lxc/my_service.ts`);
  expect(said.stdout).toMatch(/next:\n {2}1\. \.\/ashlar build\n {2}2\. \.\/ashlar test --only my_service/);
  expect(said.stdout).toContain('add "my_service" to the features of a container');
});

test("what it writes is formatted as the rest", async () => {
  const options = ["check", "--config-path", projectRoot, "--vcs-enabled=false", join(folder, "dsl/lxc")];
  const { exitCode, stdout, stderr } = await execa("node_modules/.bin/biome", options, { reject: false });
  expect([exitCode, exitCode === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
});

test("it compiles, and one scenario asks for what no step brings yet", async () => {
  for (const path of written().map((name) => join(folder, "dsl/lxc", name))) copyDeeper(path, path);
  const compiled: Compilation = await compile(project, { types: true, lint: false }, new Phases());
  expect(compiled.issues).toEqual([]);
  const paths = compiled.files.map(({ path }) => path);
  const script = "lxc_setup/phoenix_hypervisor_feature_install_my_service.sh";
  expect(paths).toContain(`generated/usr/local/phoenix_hypervisor/bin/${script}`);
  const purpose = compiled.files.find(({ path }) => path.endsWith("my_service/purpose.bats"))?.text ?? "";
  expect(purpose.match(/@test/g)?.length).toBe(1);
  expect(purpose).toContain("my_service does its work (say here what must be there then");
  expect(purpose).toContain("container_file 900 /usr/local/bin/my_service 0755");
});

test("what is there is not touched", async () => {
  writeFileSync(join(folder, "dsl/lxc/other.spec.ts"), "mine");
  const again = await ashlar(folder, "new", "feature", "my_service", "--dsl", "dsl");
  const half = await ashlar(folder, "new", "feature", "other", "--dsl", "dsl");
  expect([again.code, half.code]).toEqual([2, 2]);
  expect(again.stderr).toContain("a feature of this name is there already");
  expect(again.stderr).toMatch(/found +\S+lxc\/my_service\.ts and \S+lxc\/my_service\.spec\.ts\n/);
  expect(half.stderr).toMatch(/found +\S+lxc\/other\.spec\.ts\n/);
  expect([textOf("other.spec.ts"), written().includes("other.ts")]).toEqual(["mine", false]);
});

test.each([
  "My_Service",
  "my-service",
  "9lives",
  "a b",
  "../x",
  "x.y",
  "_x",
  "x_",
  "",
  "x".repeat(41),
  "größe",
])("no name for a feature: %s", async (name) => {
  const before = written();
  await expect(newFeature(project, name)).rejects.toThrow(
    `this is no name for a feature\n  found     ${JSON.stringify(name)}\n  expected  lower-case letters`,
  );
  expect(written()).toEqual(before);
});

test("wrong usage is told as such", async () => {
  const { code, stdout, stderr } = await ashlar(folder, "new", "feature", "My-Service");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^error: this is no name for a feature\n/);
});
