import { expect, test } from "vitest";
import { configSchema, configuration, configValues, containerValues } from "../../src/model/config.ts";
import * as field from "../../src/model/fields.ts";
import { deepFreeze } from "../../src/model/freeze.ts";
import { configVariable } from "../../src/model/names.ts";

const site = configuration({
  name: "site",
  file: "/etc/site.json",
  schema: field.section({
    on: field.flag("A switch.", false),
    driver: field.section({
      version: field.version("The version."),
      flavour: field.optional(field.choice("The flavour.", "open", "closed")),
      mirror: field.withDefault(field.url("The mirror."), "https://example.org"),
      deadline: field.seconds("The deadline.", 30),
    }),
  }),
});

test("the fields of a configuration, as script and compiler read them", () => {
  expect(configSchema(site).fields).toMatchInlineSnapshot(`
    [
      {
        "default": false,
        "description": "A switch.",
        "expected": "true or false",
        "path": [
          "on",
        ],
        "required": false,
        "type": "boolean",
      },
      {
        "description": "The version.",
        "expected": "a driver version such as 580.76.05",
        "path": [
          "driver",
          "version",
        ],
        "pattern": "^[0-9]{3}\\.[0-9]{1,3}(\\.[0-9]{2,3})?$",
        "required": true,
        "type": "string",
      },
      {
        "description": "The flavour.",
        "expected": ""open" or "closed"",
        "path": [
          "driver",
          "flavour",
        ],
        "pattern": "^(open|closed)$",
        "required": false,
        "type": "string",
      },
      {
        "default": "https://example.org",
        "description": "The mirror.",
        "expected": "an http(s) or file URL, or an absolute path",
        "path": [
          "driver",
          "mirror",
        ],
        "pattern": "^(https?://|file:/|/)[A-Za-z0-9._~:/@%+=,-]+$",
        "required": false,
        "type": "string",
      },
      {
        "default": 30,
        "description": "The deadline.",
        "expected": "whole seconds, 1 to 86400",
        "maximum": 86400,
        "minimum": 1,
        "path": [
          "driver",
          "deadline",
        ],
        "required": false,
        "type": "integer",
      },
    ]
  `);
});

test("each value knows its place", () => {
  const values = configValues(site.schema);
  expect(values.driver.version).toEqual({ expression: { type: "config", path: ["driver", "version"] } });
  expect(values.on).toEqual({ expression: { type: "config", path: ["on"] } });
});

const guests = configuration({
  name: "guests",
  file: "/etc/guests.json",
  schema: field.section(
    {
      guests: field.containers(
        "The guests.",
        field.section(
          {
            gpus: field.gpus("The GPUs."),
            origin: field.optional(field.parent("The parent.")),
            features: field.optional(field.features("The features.")),
            mirror: field.sameAs(field.optional(field.orRoot(field.url("The mirror."))), [
              "driver",
              "mirror",
            ]),
          },
          { cores: field.known("Cores.") },
        ),
      ),
    },
    {
      comment: field.known("A comment."),
      network: field.knownSection("Network.", { name: field.known("") }),
    },
  ),
});

test("fields of a container have its CTID in their path, and say what they are to it", () => {
  const { fields, known } = configSchema(guests);
  expect(
    fields.map(({ path, type, role, orRoot, sameAs }) => [path.join("."), type, role ?? orRoot ?? sameAs]),
  ).toEqual([
    ["guests.*.gpus", "gpus", undefined],
    ["guests.*.origin", "id", "parent"],
    ["guests.*.features", "words", "features"],
    ["guests.*.mirror", "string", true],
  ]);
  expect(known?.map(({ path, type }) => [path.join("."), type])).toEqual([
    ["comment", "value"],
    ["network", "section"],
    ["network.name", "value"],
    ["guests.*.cores", "value"],
  ]);
});

test("the author reads the container that the script is run for", () => {
  const { gpus } = containerValues(guests.schema);
  expect(gpus).toEqual({ expression: { type: "config", path: ["guests", "*", "gpus"] } });
  expect(configVariable(["guests", "*", "gpus"])).toBe("CONTAINER_GPUS");
});

test.each([
  [
    "version",
    field.version(""),
    ["580.76.05", "535.129.3"].slice(0, 1),
    ["580", "580.76.05.1", "v580.76.05", "580.76.05\n", ""],
  ],
  ["release", field.release(""), ["12.8"], ["12", "12.8.1", "12.8\n"]],
  [
    "url",
    field.url(""),
    ["http://x/y", "https://x", "file:///a", "/a b".slice(0, 2)],
    ["ftp://x", "x", "http://x y", "http://x'", "http://$(x)"],
  ],
  ["sha256", field.sha256(""), ["a".repeat(64)], ["A".repeat(64), "a".repeat(63), `${"a".repeat(64)}\n`]],
  [
    "gpus",
    field.gpus(""),
    ["0, 1", "0", "none", "0,1", 0, 12, undefined],
    ["0,", "a", "00", "0 1", 0.5, 100, -1],
  ],
  ["parent", field.parent(""), ["100", 999999999], ["99", "0100", 1.5, 99, "901\n", ""]],
  ["features", field.features(""), [[], ["nvidia", "base_setup"]], ["nvidia", ["a b"], [1], [""]]],
  ["fingerprint", field.fingerprint(""), ["A".repeat(40)], ["a".repeat(40), "A".repeat(41)]],
  ["seconds", field.seconds("", 5), [1, 86400], [0, 86401, 1.5, "5", -1]],
])("%s takes what it should and nothing else", (_, type, good, bad) => {
  expect(good.map((value) => type.safeParse(value).success)).toEqual(good.map(() => true));
  expect(bad.map((value) => type.safeParse(value).success)).toEqual(bad.map(() => false));
});

test("frozen to the last leaf", () => {
  const model = deepFreeze({ a: [{ b: 1 }], c: null });
  expect(() => Object.assign(model.a[0] ?? {}, { b: 2 })).toThrow(TypeError);
});

test("a list that stands in where none is given is what the script holds, and a list in the file", () => {
  const words = field.list("Names.", /^[a-z]+$/, "names");
  const schema = configuration({
    name: "lists",
    file: "/etc/lists.json",
    schema: field.section({ names: field.withDefault(words, ["curl", "vim"]) }),
  });
  const { fields, node } = configSchema(schema);
  expect(fields.map((one) => [one.default, one.required])).toEqual([["curl vim", false]]);
  expect(node?.properties?.names?.default).toEqual(["curl", "vim"]);
});
