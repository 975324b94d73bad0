import { describe, expect, test } from "vitest";
import { wordOf } from "../../src/emit/words.ts";
import { configVariable, constantName } from "../../src/model/names.ts";
import {
  basename,
  dotsToDashes,
  expressionOf,
  literalOf,
  named,
  text,
  type Value,
} from "../../src/model/value.ts";

const url: Value<string> = { expression: { type: "config", path: ["driver", "url"] } };
const word = (value: Value<string>) => wordOf(value.expression, "step");

describe("one word for every expression", () => {
  test.each<[string, Value<string>, string]>([
    ["a field", url, '"$DRIVER_URL"'],
    ["text alone is a literal", text`it's`, "'it'\\''s'"],
    ["text before a field", text`cuda-${url}`, '"cuda-$DRIVER_URL"'],
    ["a letter after a field", text`${url}x`, '"${DRIVER_URL}x"'],
    ["a bracket after a field", text`${url}[0]`, '"${DRIVER_URL}[0]"'],
    [
      "a dollar beside a field",
      text`$HOME ${url} "x" \`y\` \\`,
      '"\\$HOME $DRIVER_URL \\"x\\" \\`y\\` \\\\"',
    ],
    ["the last part of a path", text`/cache/${basename(url)}`, '"/cache/${DRIVER_URL##*/}"'],
    ["dots as dashes", text`cuda-${dotsToDashes(url)}`, '"cuda-${DRIVER_URL//./-}"'],
    ["a hole that holds a literal", text`a ${"b c"} d`, "'a b c d'"],
    ["an edited literal", text`${basename("/a/b.run")}`, "b.run"],
    ["a constant", { expression: named("CONTENT", "x\n") }, '"$STEP_CONTENT"'],
    ["texts in a text", text`<${text`a${url}`}>`, '"<a$DRIVER_URL>"'],
  ])("%s", (_, value, expected) => {
    expect(word(value)).toBe(expected);
  });
});

test("only what needs no variable is a literal", () => {
  expect(literalOf(text`a${"b"}`.expression)).toBe("ab");
  expect(literalOf(dotsToDashes("12.8").expression)).toBe("12-8");
  expect(literalOf(url.expression)).toBeUndefined();
  expect(literalOf(text`a${url}`.expression)).toBeUndefined();
});

test("an edit of an edit has no bash", () => {
  const twice = basename(dotsToDashes(url)).expression;
  expect(() => wordOf(twice, "step")).toThrow("edited");
});

test("names of variables", () => {
  expect(configVariable(["nvidia_driver", "version"])).toBe("NVIDIA_DRIVER_VERSION");
  expect(constantName("nouveau_off", "CONTENT")).toBe("NOUVEAU_OFF_CONTENT");
  expect(expressionOf("x")).toEqual({ type: "literal", text: "x" });
});
