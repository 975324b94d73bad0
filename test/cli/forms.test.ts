import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { scenarioRuns } from "../../src/cli/forms.ts";
import { emitScenarios } from "../../src/emit/scenarios.ts";
import { expect as demand, given, hostPipeline, scenario, specification, when } from "../../src/index.ts";
import { siteConfig } from "./fixture/dsl/site-config.ts";

const folder = mkdtempSync(join(tmpdir(), "ashlar-forms-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pipeline = hostPipeline("greeting", { config: siteConfig }, () => {});
const scenarios = [scenario("a run", given.host(), when.run(), demand.exit(0))];
const spec = specification(
  pipeline,
  { plain: scenarios, packaged: scenarios },
  { forms: { packaged: ["standalone", "baked"] } },
);

test("a group that names forms is run once more with each", async () => {
  const context = { root: process.cwd(), version: "0", digestOf: () => "" };
  const files = await emitScenarios(spec, context);
  for (const [path, text] of files) writeFileSync(join(folder, path.replace("greeting/", "")), text);
  expect(scenarioRuns(folder, ["plain.bats", "packaged.bats"])).toEqual([
    { file: "plain.bats" },
    { file: "packaged.bats" },
    { file: "packaged.bats", form: "standalone" },
    { file: "packaged.bats", form: "baked" },
  ]);
});
