import { mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

let file = "";

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), "json-merge-")), "daemon.json");
});

const kind = "source src/resources/json-merge/json-merge.sh; show_diff=no;";

/** The guard's answer: 0 it is so, 1 it is not, 2 it cannot be told. */
function has(wanted: string, ...texts: readonly string[]): number {
  const { stdout } = withLibrary(
    `${kind} answer=0; json_has "$@" || answer=$?; printf '%s' "$answer"`,
    file,
    wanted,
    ...texts,
  );
  return Number(stdout);
}

function merge(wanted: string, ...texts: readonly string[]): unknown {
  const { status, stderr } = withLibrary(`${kind} merge_json "$@"`, file, wanted, ...texts);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(readFileSync(file, "utf8"));
}

test("no file, and an empty one, have no members", () => {
  expect(has("{}")).toBe(0);
  expect(has('{"a":1}')).toBe(1);
  writeFileSync(file, "");
  expect(has("{}")).toBe(0);
  expect(merge('{"a":1}')).toEqual({ a: 1 });
});

test("values are compared, not their spelling", () => {
  writeFileSync(file, '{"b" : [ 1.0 ],\n\n"a":"\\u0041"}');
  expect(has('{"a":"A","b":[1]}')).toBe(0);
  expect(has('{"a":"A","b":[1,2]}')).toBe(1);
});

test("what is there is kept, at any depth, and the file's order with it", () => {
  writeFileSync(file, '{"z":true,"runtimes":{"kata":{"path":"/k"}},"log-driver":"journald"}');
  const merged = merge('{"runtimes":{"nvidia":{"args":[],"path":"nvidia-container-runtime"}}}');
  expect(merged).toEqual({
    z: true,
    runtimes: { kata: { path: "/k" }, nvidia: { args: [], path: "nvidia-container-runtime" } },
    "log-driver": "journald",
  });
  expect(Object.keys(merged as object)).toEqual(["z", "runtimes", "log-driver"]);
  expect(has('{"runtimes":{"nvidia":{"args":[],"path":"nvidia-container-runtime"}}}')).toBe(0);
});

test.each(['it\'s "q"', "$(touch x)", "\\", "$ARGS", "a\nb", "ü", "--tab"])(
  "a text arrives as it is: %j",
  (text) => {
    expect(merge('{"driver":text(0)}', text)).toEqual({ driver: text });
    expect(has('{"driver":text(0)}', text)).toBe(0);
    expect(has('{"driver":text(0)}', `${text} `)).toBe(1);
  },
);

test.each(["[1]", "{} {}", "{", "null x", '"text"', "3", "null"])(
  "what is no JSON object is told, and left alone: %s",
  (text) => {
    writeFileSync(file, text);
    expect(has('{"a":1}')).toBe(2);
    expect(withLibrary(`${kind} merge_json "$@"`, file, '{"a":1}').status).not.toBe(0);
    expect(readFileSync(file, "utf8")).toBe(text);
  },
);

test("a file keeps its mode, and a link to it stays a link", () => {
  const target = `${file}.target`;
  writeFileSync(target, "{}", { mode: 0o600 });
  symlinkSync(target, file);
  merge('{"a":1}');
  expect(statSync(target).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(target, "utf8"))).toEqual({ a: 1 });
});
