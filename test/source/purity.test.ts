import { Project } from "ts-morph";
import { describe, expect, test } from "vitest";
import { checkPurity } from "../../src/source/purity.ts";

/** What the pass finds in `dsl/host/x.ts`, as `line:column found`. */
function foundIn(source: string): string[] {
  const project = new Project({ useInMemoryFileSystem: true });
  const files = [
    project.createSourceFile("/dsl/host/x.ts", source),
    project.createSourceFile("/dsl/shared.ts", "export const shared = 1;"),
  ];
  return checkPurity("/", { files }).map(({ code, at, found }) => {
    expect([code, at.file]).toEqual(["ASH501", "dsl/host/x.ts"]);
    return `${at.line}:${at.column} ${found}`;
  });
}

describe("impure", () => {
  test.each([
    ["const a = Date.now();", "1:11 Date: the clock"],
    ["const a = new Date();", "1:15 Date: the clock"],
    ["const a = 1;\nconst b = [Math.random()];", "2:17 Math.random: chance"],
    ["const a = crypto.randomUUID();", "1:11 crypto: chance"],
    ["const a = process.env.HOME;", "1:11 process: the environment"],
    ["const a = { process };", "1:13 process: the environment"],
    ["setTimeout(() => {}, 1);", "1:1 setTimeout: the clock"],
    ["performance.now();", "1:1 performance: the clock"],
    ["await fetch('http://x');", "1:7 fetch: the network"],
    ["globalThis.x;", "1:1 globalThis: anything at all"],
    ["eval('1');", "1:1 eval: anything at all"],
    ["const f = require('fs');", "1:11 require: anything at all"],
    ["console.log(1);", "1:1 console: the environment"],
    ["const a = (1).toLocaleString();", "1:15 (1).toLocaleString: the locale"],
    ["import { readFileSync } from 'node:fs';", "1:30 import of 'node:fs'"],
    ["import z from 'zod';", "1:15 import of 'zod'"],
    ["import { x } from '../../src/model/host.ts';", "1:19 import of '../../src/model/host.ts'"],
    ["import { x } from '../../etc/x.ts';", "1:19 import of '../../etc/x.ts'"],
    ["export * from 'node:os';", "1:15 import of 'node:os'"],
    ["const f = await import('../shared.ts');", "1:17 import('../shared.ts')"],
    ["const d = import.meta.dirname;", "1:11 import.meta.dirname"],
  ])("%s", (source, expected) => {
    expect(foundIn(source)).toEqual([expected]);
  });
});

describe("pure", () => {
  test.each([
    "import { file } from '../../src/index.ts';",
    "import type { Value } from '../../src/index.ts';",
    "import { shared } from '../shared.ts';",
    "const process = 1; const x = process + 1;",
    "function f(fetch: number) { return fetch; }",
    "const steps = { process: 1, crypto: 2 }; steps.process;",
    "const a = Math.max(1, 2);",
    "const wanted: Date | undefined = undefined;",
    "// Date.now() and process.env are only talked about\nconst a = 'new Date()';",
  ])("%s", (source) => {
    expect(foundIn(source)).toEqual([]);
  });
});
