import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { configSchema } from "../../src/model/config.ts";
import { checkConfiguration, checkForScript, problemText } from "../../src/model/config-check.ts";
import { configurationValues } from "../../src/model/config-values.ts";
import { saidByJq } from "./config-jq.ts";
import { driverConfig } from "./driver-config.ts";
import { siteConfig } from "./fixture/dsl/site-config.ts";

const nvidia = { config: configSchema(driverConfig, { type: "config", path: ["nvidia_driver", "install"] }) };
const site = { config: configSchema(siteConfig) };

const valid = {
  nvidia_driver: {
    install: true,
    version: "580.76.05",
    runfile_url: "https://example.org/NVIDIA-Linux-x86_64-580.76.05.run",
    runfile_sha256: "0".repeat(64),
    cuda_version: "12.8",
  },
};

const fieldNames = Object.keys(driverConfig.schema.shape.nvidia_driver.shape);
const hostile = fc.constantFrom(
  "$(reboot)",
  "`id`",
  "a\nb",
  "-rf",
  "*",
  "580.76.05\n",
  "12.8\u0000",
  "é\u{1f600}",
  "'\"\\",
);
const scalar = fc.oneof(
  fc.constantFrom(
    null,
    "",
    true,
    false,
    0,
    1,
    86400,
    86401,
    12.8,
    -1,
    1e17,
    1e-5,
    1e300,
    0.1,
    1e15,
    123456.789,
  ),
  fc.integer(),
  fc.string({ unit: "binary", maxLength: 120 }),
  hostile,
  fc.constantFrom("580.76.05", "12.8", "open", "http://h/x", "0".repeat(64), "A".repeat(40)),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar),
  fc.dictionary(fc.string(), scalar),
);
const section = fc
  .dictionary(fc.oneof(fc.constantFrom(...fieldNames), fc.string({ unit: "binary" })), value, { maxKeys: 6 })
  .map((fields) => ({ ...valid.nvidia_driver, ...fields }));
const document = fc.oneof(
  { weight: 6, arbitrary: fc.record({ nvidia_driver: section }) },
  {
    weight: 2,
    arbitrary: fc.dictionary(fc.oneof(fc.constantFrom("nvidia_driver", "site"), fc.string()), value),
  },
  value,
);

function saidByCheck(pipeline: typeof nvidia, text: string): string[] {
  const { isOff, problems, unknown } = checkForScript(pipeline.config, JSON.parse(text));
  const notes = unknown.length === 0 ? [] : [`note:${unknown.join(", ")}`];
  return isOff ? ["off"] : [...problems.map((problem) => `problem:${problemText(problem)}`), ...notes];
}

const isValue = (line: string) => line.startsWith("value:");

/** The document without what counts as absent, as a schema library sees it. */
function withoutAbsent(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const present = Object.entries(value).filter(([, part]) => part !== null && part !== "");
  return Object.fromEntries(present.map(([key, part]) => [key, withoutAbsent(part)]));
}

function accepts(schema: z.ZodObject, text: string): boolean {
  return schema.safeParse(withoutAbsent(JSON.parse(text))).success;
}

const documents = [
  ...fc.sample(document, { numRuns: 1500, seed: 20 }).map((each) => JSON.stringify(each)),
  '{"nvidia_driver": {"install": true, "version": -0, "download_deadline_seconds": 3e2}}',
];

test.each([
  ["switched by a field", nvidia],
  ["always on", site],
])("jq and config check say the same words: %s", (_, pipeline) => {
  const said = saidByJq(
    [pipeline.config],
    documents.map((text) => ({ documents: [text] })),
  );
  const words = said.map((lines) => lines.filter((line) => !isValue(line)));
  expect(said.length).toBe(documents.length);
  expect(documents.map((text) => saidByCheck(pipeline, text))).toEqual(words);
  expect(new Set(words.flat()).size).toBeGreaterThan(200);
});

test("jq and the compiler read the same values", () => {
  const right = documents.filter((text) =>
    saidByCheck(nvidia, text).every((line) => line.startsWith("note:")),
  );
  const said = saidByJq(
    [nvidia.config],
    right.map((text) => ({ documents: [text] })),
  );
  const read = right.map((text) => configurationValues(nvidia.config, JSON.parse(text)));
  expect(read.map((values) => values.map((value) => `value:${value}`))).toEqual(
    said.map((lines) => lines.filter(isValue)),
  );
  expect(right.length).toBeGreaterThan(10);
});

test("config check accepts exactly what the zod schema accepts", () => {
  const judged = documents.map((text) => ({
    text,
    report: checkConfiguration(nvidia.config, JSON.parse(text)),
  }));
  const on = judged.filter(({ report }) => !report.isOff);
  const accepted = on.filter(({ report }) => report.problems.length === 0);
  expect(accepted.length).toBeGreaterThan(10);
  for (const { text, report } of on) {
    expect(accepts(driverConfig.schema, text), text).toBe(report.problems.length === 0);
  }
});

test("a problem names path, found and expected", () => {
  const document = { nvidia_driver: { ...valid.nvidia_driver, version: 580, cuda_version: null, extra: 1 } };
  expect(saidByCheck(nvidia, JSON.stringify(document))).toEqual([
    "problem:nvidia_driver.version: found 580, expected a driver version such as 580.76.05",
    'problem:nvidia_driver.cuda_version: found nothing, expected a CUDA release in quotes, such as "12.8": add "cuda_version": "..."',
    "note:nvidia_driver.extra",
  ]);
});
