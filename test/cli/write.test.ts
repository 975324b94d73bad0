import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compare, writeDifference } from "../../src/cli/write.ts";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "ashlar-write-"));
});
afterEach(() => rmSync(out, { recursive: true }));

const script = { path: "generated/bin/x.sh", text: "echo x\n", executable: true };
const library = { path: "generated/bin/library.sh", text: "f() { :; }\n", executable: false };

test("what is equal keeps its time of change, what differs is written with its mode", () => {
  writeDifference(out, compare(out, [script, library]));
  utimesSync(join(out, script.path), 1, 1);
  const changed = { ...library, text: "f() { true; }\n" };
  const difference = compare(out, [script, changed]);
  writeDifference(out, difference);
  expect(difference).toEqual({ written: [changed], equal: [script.path], orphans: [] });
  expect(statSync(join(out, script.path)).mtimeMs).toBe(1000);
  expect(statSync(join(out, script.path)).mode & 0o777).toBe(0o755);
  expect(statSync(join(out, library.path)).mode & 0o777).toBe(0o644);
});

test("a script that lost its executable bit is written again", () => {
  writeDifference(out, compare(out, [script]));
  chmodSync(join(out, script.path), 0o644);
  expect(compare(out, [script]).written).toEqual([script]);
});

test("orphans go, with folders that are left empty; nothing outside the output folders is touched", () => {
  mkdirSync(join(out, "generated/old/deeper"), { recursive: true });
  mkdirSync(join(out, "bats/generated"), { recursive: true });
  writeFileSync(join(out, "generated/old/deeper/y.sh"), "");
  writeFileSync(join(out, "bats/generated/y.bats"), "");
  writeFileSync(join(out, "bats/world.bash"), "");
  const difference = compare(out, [script]);
  writeDifference(out, difference);
  expect(difference.orphans).toEqual(["generated/old/deeper/y.sh", "bats/generated/y.bats"]);
  expect(existsSync(join(out, "generated/old"))).toBe(false);
  expect(existsSync(join(out, "bats/world.bash"))).toBe(true);
  expect(compare(out, [script]).orphans).toEqual([]);
});
