import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Issue, issueTitles, placeOf, sortIssues } from "../../src/model/issue.ts";

const codes = Object.keys(issueTitles);
const docs = readFileSync("docs/issues.md", "utf8");
const tests = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts") && name !== "model/issue.test.ts")
  .map((name) => readFileSync(`test/${name}`, "utf8"))
  .join("\n");

test("docs/issues.md has every code under its title, in order, and no other", () => {
  const headings = docs.match(/(?<=^### ).*$/gm);
  expect(headings).toEqual(Object.entries(issueTitles).map(([code, title]) => `${code}: ${title}`));
});

test.each(codes)("%s is explained, and a test triggers it", (code) => {
  const entry = docs.split(/^### /m).find((part) => part.startsWith(code)) ?? "";
  expect(entry.split("\n").slice(1).join(" ").trim().length).toBeGreaterThan(40);
  expect(new RegExp(`\\b${code}\\b`).test(tests)).toBe(true);
});

test("every code that the sources use is one", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => readFileSync(`src/${name}`, "utf8").match(/ASH\d+/g) ?? []);
  expect([...new Set(sources)].sort()).toEqual(codes);
});

test("issues are sorted by place, then code", () => {
  const at = (file: string, line: number, code: Issue["code"]): Issue => ({
    ...{ code, at: { file, line, column: 1 }, message: "", found: "", expected: "", hint: "" },
  });
  const sorted = sortIssues([
    at("b", 1, "ASH101"),
    at("a", 10, "ASH101"),
    at("a", 2, "ASH102"),
    at("a", 2, "ASH101"),
  ]);
  expect(sorted.map((issue) => `${placeOf(issue.at)} ${issue.code}`)).toEqual([
    "a:2:1 ASH101",
    "a:2:1 ASH102",
    "a:10:1 ASH101",
    "b:1:1 ASH101",
  ]);
});
