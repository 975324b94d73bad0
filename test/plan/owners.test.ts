import { expect, test } from "vitest";
import { call } from "../../src/model/call.ts";
import { provides, removes, writes } from "../../src/model/effect.ts";
import { aPlan, aStep, codes, issuesIn, testFaults, touching } from "./sample.ts";

const twice = (...effects: ReturnType<typeof writes>) => [touching("a1", effects), touching("b2", effects)];

testFaults([
  ["two writers of one file", ["ASH102"], twice(...writes("file", "/etc/x"))],
  ["two writers of one package", ["ASH102"], twice(...writes("package", "x"))],
  ["two writers of one unit", ["ASH102"], twice(...writes("unit", "x.service"))],
  ["two writers of one line", ["ASH102"], twice(...writes("config-line", "/etc/x dev0"))],
  ["two that remove the same", [], twice(...removes("package", "x"))],
  [
    "one writes what the other removes by a prefix",
    ["ASH102"],
    [touching("a1", removes("package", "nvidia-*")), touching("b2", writes("package", "nvidia-smi"))],
  ],
  [
    "one brings what the other owns",
    [],
    [touching("a1", provides("file", "/usr/bin/x")), touching("b2", writes("file", "/usr/bin/x"))],
  ],
]);

/** Two pipelines, each with one step that writes /etc/x with its own content. */
function twoPipelines(one: string, two: string) {
  return [one, two].map((content, index) => {
    const name = ["a", "b"][index] ?? "";
    const at = { file: `dsl/${name}.ts`, line: 9, column: 3 };
    const props = { guard: call("file_is", "/etc/x", "0644", content), effects: writes("file", "/etc/x") };
    return aPlan([aStep("w", props, { at })], { name, script: `${name}.sh` });
  });
}

test("two pipelines may write one file when they want the same of it", () => {
  expect(issuesIn(twoPipelines("same", "same"))).toEqual([]);
});

test("two pipelines that want different things of one file", () => {
  const [issue, ...more] = issuesIn(twoPipelines("one", "two"));
  expect(more).toEqual([]);
  expect(issue).toMatchObject({ code: "ASH102", at: { file: "dsl/b.ts", line: 9 } });
  expect(issue?.found).toContain("dsl/a.ts:9:3");
});

test("two pipelines that become one script", () => {
  expect(codes(issuesIn([aPlan([]), aPlan([], { name: "other" })]))).toEqual(["ASH102"]);
});
