import { expect, test } from "vitest";
import { functionFile } from "../../src/emit/functions.ts";
import { type EmitContext, emitTree, libraryName } from "../../src/emit/tree.ts";
import { unheardApplies } from "../../src/emit/unheard.ts";
import { bash, command, directory, file, hostPipeline, reads, text, uses } from "../../src/index.ts";
import { planPipeline } from "../../src/plan/plan.ts";
import { functionsOf } from "../../src/shell/commands.ts";
import { parseBash } from "../../src/shell/parse.ts";
import { siteConfig } from "../types/site.ts";

const pipeline = hostPipeline(
  "greeting",
  { config: siteConfig, enabledBy: (config) => config.on },
  (host, config) => {
    const place = host.ensure("place", directory({ path: "/srv/it's here" }));
    const content = text`driver ${config.version}, from ${config.url}\n`;
    host.ensure("greeting", file({ path: "/srv/it's here/motd", content, needs: [place] }));
    host.onlyIf(config.on, "site.on is false", (also) => {
      also.verify(
        "kernel",
        command({
          claim: "kernel",
          summary: text`a kernel for ${config.release}`,
          guard: bash`[[ $(</proc/sys/kernel/osrelease) == ${config.release}* ]] && command -v vers >/dev/null`,
          effects: [...reads("file", "/proc/sys/kernel/osrelease"), ...uses("command", "vers")],
        }),
      );
    });
  },
);
const plan = planPipeline(pipeline, {
  commentAt: ({ line }) => `Why, with "quotes" and $(nothing) at ${line - line}.`,
});
const context: EmitContext = { root: process.cwd(), version: "1.2.3", digestOf: () => "0".repeat(64) };
const files = await emitTree([plan], context);
const script = files.get("hypervisor_setup/greeting.sh") ?? "";
const library = files.get(libraryName) ?? "";

test("a small pipeline, as it is installed", async () => {
  const stable = script
    .replace(/(?<=LIBRARY_SHA256=)[0-9a-f]{64}/, "…")
    .replaceAll(/(?<=tree\.test\.ts):\d+/g, "");
  await expect(stable).toMatchFileSnapshot("greeting.sh.txt");
});

test("the same pipeline gives the same bytes", async () => {
  expect(await emitTree([plan], context)).toEqual(files);
});

test("the library holds what the script reaches, and nothing else", () => {
  const names = functionsOf(parseBash(library)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["converge", "file_is", "make_directory", "observe_files"]));
  const calls = `${script}\n${library}`;
  const unused = names.filter((name) => (calls.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length < 2);
  expect(unused).toEqual([]);
  expect(names).not.toContain("observe_packages");
});

test("in no emitted file an apply is called where errors are ignored", () => {
  const emitted = [...files].map(([path, content]) => functionFile(path, content));
  expect(unheardApplies(emitted)).toEqual([]);
  expect(emitted.flatMap(({ functions }) => functions).length).toBeGreaterThan(40);
});

test("no function of an emitted file is longer than 40 lines", () => {
  const all = [...files.values()].flatMap((content) => functionsOf(parseBash(content)));
  const long = all.filter(({ startLine, endLine }) => endLine - startLine > 40);
  expect(long.map(({ name }) => name)).toEqual([]);
});
