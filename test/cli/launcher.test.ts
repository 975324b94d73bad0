import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ashlar, fixtureProject } from "./ashlar.ts";

const project = fixtureProject();
const dsl = ["--dsl", join(project.root, project.dsl)];
afterAll(() => project.remove());

test("alone it prints help", async () => {
  const { code, stdout } = await ashlar(project.out);
  expect(code).toBe(0);
  for (const word of ["build", "check", "test", "list", "explain", "config"])
    expect(stdout).toMatch(new RegExp(`^  ${word} `, "m"));
});

test.each([[["no-such-command"]], [["build", "--no-such-option"]], [["explain"]]])(
  "wrong usage exits with 2: %j",
  async (args) => {
    const { code, stderr } = await ashlar(project.out, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /);
  },
);

test("a test filter that fits nothing is an error, not a green run", async () => {
  expect(await ashlar(project.out, "test", "--only", "no/such/file")).toMatchObject({ code: 2, stdout: "" });
});

test("config check reads files where it is called, and says what the script would say", async () => {
  writeFileSync(join(project.out, "site.json"), '{"site": {"release": 12.8, "extra": 1}}');
  const said = await ashlar(project.out, "config", "check", "site.json", "missing.json", ...dsl);
  expect(said.code).toBe(1);
  expect(said.stdout.split("\n")).toEqual([
    'failed   site.json: site.release: found 12.8, expected a CUDA release in quotes, such as "12.8"',
    "note     site.json: unknown fields are kept: site.extra",
    "failed   the configuration cannot be read: missing.json",
  ]);
});
