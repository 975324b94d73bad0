import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

const words = (...list: string[]) => list.join("\t");
const chosen = (call: string, ...args: string[]) =>
  withLibrary(`result=''; ${call} result "$@"; printf '%s' "$result"`, ...args).stdout;

test.each([
  ["its value", words("--port", "8001", "--host", "::"), "8001"],
  ["the last of two", words("--port", "1", "--port", "2"), "2"],
  ["an empty value", words("--port", "", "--x"), ""],
  ["the default without it", words("--x"), "8000"],
  ["the default without a value", words("--x", "--port"), "8000"],
  ["the default without words", "", "8000"],
])("an option of a command line: %s", (_, given, found) => {
  expect(chosen("choose_option", given, "--port", "8000")).toBe(found);
});

test.each([
  [words("--a", "1", "--model", "x y", "z", "--b"), words("--a", "1", "--b")],
  [words("--model", "x"), ""],
  [words("--a", "", "--b"), words("--a", "", "--b")],
  ["", ""],
])("an option is left out with what it is given: %j", (given, found) => {
  expect(chosen("leave_out_option", given, "--model")).toBe(found);
});

test.each([
  ["", "0.0.0.0:8000"],
  [words("--host", "10.0.0.2", "--port", "9"), "10.0.0.2:9"],
  [words("--host", "::1"), "[::1]:8000"],
])("where a server listens: %j", (given, found) => {
  expect(chosen("choose_address", given, "8000")).toBe(found);
});

test("a command for a unit is quoted as systemd reads it", () => {
  const given = words("--plain", "a/b:1", 'it\'s 100% "$HOME" \\n', ";", "ä");
  expect(chosen("choose_unit_command", "/opt/x serve", "a model", given)).toBe(
    String.raw`/opt/x serve "a model" --plain a/b:1 "it's 100%% \"$$HOME\" \\n" ";" "ä"`,
  );
});
