import { describe, expect, test } from "vitest";
import { commandsOf, functionsOf } from "../../src/shell/commands.ts";
import { parseBash, ShellSyntaxError } from "../../src/shell/parse.ts";
import { pathsOf, redirectsOf } from "../../src/shell/paths.ts";

const commands = (source: string) => commandsOf(parseBash(source).root);

test("a syntax error says what and where", () => {
  const parse = () => parseBash("true\necho 'x");
  expect(parse).toThrow(ShellSyntaxError);
  expect(parse).toThrow(
    expect.objectContaining({ line: 2, column: 6, message: expect.stringContaining("quote") }),
  );
});

test("every command is found, in order, wherever it stands", () => {
  const source = 'a; if b; then c "$(d)"; fi\nfor x in $(e); do f; done | g && { h; } || ! i\n"$j" k';
  expect(commands(source).map(({ name }) => name)).toEqual([..."abcdefghi", undefined]);
});

test("where a command stands decides what bash does with its failure", () => {
  const ignored = commands("a && b; if c; then d; fi; while e; do f; done; ! g; h || i; j").filter(
    ({ errorsIgnored }) => errorsIgnored,
  );
  expect(ignored.map(({ name }) => name)).toEqual(["a", "c", "e", "g", "h"]);
});

test("loops and the background are told apart", () => {
  const found = commands("a; while b; do c; done; d & (e; f) &");
  expect(found.filter(({ looped }) => looped).map(({ name }) => name)).toEqual(["b", "c"]);
  expect(found.filter(({ background }) => background).map(({ name }) => name)).toEqual(["d", "e", "f"]);
});

test("the place of the arguments among the words", () => {
  expect(commands('"$@"; run "$@"; probe x $@; y "$1"').map(({ rest }) => rest)).toEqual([
    0,
    1,
    2,
    undefined,
  ]);
});

test("words without expansion are text, others are not", () => {
  const [command] = commands(`printf 'a b' "c d" e\\ f "g$h" "i"'j'`);
  expect(command?.words).toEqual(["printf", "a b", "c d", "e\\ f", undefined, "ij"]);
  expect(commands('"apply_$1" x')[0]).toMatchObject({ name: undefined, nameStart: "apply_" });
});

describe("files", () => {
  const root = parseBash('a >/x 2>&1 </y <<<z; b >>"/etc/$c"; e /f "/g/$h" i; j 3>k; l <<END\n/m\nEND').root;

  test("redirections name them, descriptors and texts do not", () => {
    expect(redirectsOf(root)).toEqual(["/x", "/y", "/etc/*", "k"]);
  });

  test("arguments name them too", () => {
    expect(pathsOf(root)).toEqual(["/x", "/y", "/etc/*", "k", "/f", "/g/*"]);
  });
});

test("a function has its comment, its text and its place", () => {
  const source = "# about x\n# more\nx() { # <arg>\n  echo é\n}\n\ny() (\n  [[ a == b ]]\n)\n";
  const [x, y] = functionsOf(parseBash(source));
  expect(x).toMatchObject({ name: "x", startLine: 3, endLine: 5, compares: false });
  expect(x?.text).toBe("# about x\n# more\nx() { # <arg>\n  echo é\n}");
  expect(y).toMatchObject({ name: "y", startLine: 7, endLine: 9, compares: true });
});
