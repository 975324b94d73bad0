import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { hypervisorConfig } from "../../dsl/phoenix-config.ts";
import { lxcConfig } from "../../dsl/phoenix-lxc-config.ts";
import { editorSchema } from "../../src/emit/editor-schema.ts";
import { configSchema } from "../../src/model/config.ts";
import { checkConfiguration } from "../../src/model/config-check.ts";

const host = configSchema(hypervisorConfig, { type: "config", path: ["nvidia_driver", "install"] });
const lxc = configSchema(lxcConfig);
const example = (name: string): unknown => JSON.parse(readFileSync(`etc/${name}.json`, "utf8"));

/** What an editor thinks of a document. */
const takes = (schema: typeof host, document: unknown) =>
  z.fromJSONSchema(JSON.parse(editorSchema(schema))).safeParse(document).success;

test.each([host, lxc])("the example of $name has neither problems nor notes", (schema) => {
  const document = example(schema.name);
  expect(checkConfiguration(schema, document, example(host.name))).toEqual({
    isOff: false,
    problems: [],
    unknown: [],
  });
  expect(takes(schema, document)).toBe(true);
});

const container = (fields: object) => ({ lxc_configs: { "901": fields } });

test.each<[string, typeof host, unknown]>([
  ["a host without the feature", host, {}],
  ["a feature that is switched off", host, { nvidia_driver: { install: false } }],
  ["nothing in the place of a field", lxc, container({ gpu_assignment: null, clone_from_ctid: "" })],
  ["numbers in the place of text", lxc, container({ gpu_assignment: 0, clone_from_ctid: 900 })],
  ["fields that nobody knows", lxc, { ...container({ mine: 1 }), yours: [] }],
  ["a field at the root of the file", lxc, { nvidia_driver_version: "580.76.05", lxc_configs: {} }],
])("editors take %s", (_, schema, document) => {
  expect(takes(schema, document)).toBe(true);
});

test.each<[string, typeof host, unknown]>([
  ["no containers", lxc, {}],
  ["a name that is no CTID", lxc, { lxc_configs: { gpu: {} } }],
  ["GPUs that are none", lxc, container({ gpu_assignment: "first" })],
  ["a text of features", lxc, container({ features: "nvidia" })],
  ["a version that is none, at the root", lxc, { nvidia_driver_version: "580", lxc_configs: {} }],
  ["a list in the place of a name", lxc, container({ name: ["a"] })],
])("editors mark %s, and the check tells it", (_, schema, document) => {
  expect(takes(schema, document)).toBe(false);
  expect(checkConfiguration(schema, document).problems).toHaveLength(1);
});

test("what a feature needs is asked for where it is not switched off", () => {
  const { properties, required } = JSON.parse(editorSchema(host));
  expect(required).toBeUndefined();
  expect(properties.nvidia_driver.anyOf).toEqual([
    { type: "object", properties: { install: { enum: [false, "", null] } } },
    { type: "object", required: ["version", "runfile_url", "runfile_sha256", "cuda_version"] },
  ]);
});

test("a field says what it is for and what it takes", () => {
  const schema = JSON.parse(editorSchema(lxc));
  const { gpu_assignment } = schema.properties.lxc_configs.additionalProperties.properties;
  expect(gpu_assignment.description).toBe(
    'GPUs of the host that this container gets: indices, or none. Takes indices of GPUs such as "0" or "0, 1", or "none".',
  );
});
