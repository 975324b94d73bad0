import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** What the compiler says about a project: one block of lines a message. */
function compile(project: string): string {
  const { stdout } = spawnSync("node_modules/.bin/tsc", ["--pretty", "false", "--project", project], {
    encoding: "utf8",
  });
  return stdout;
}

describe("wrong programs", () => {
  const said = compile("test/types/wrong");
  const programs = readdirSync("test/types/wrong").filter((name) => /^\d\d-.*\.ts$/.test(name));

  test("there are enough of them, and the compiler refuses each", () => {
    expect(programs.length).toBeGreaterThanOrEqual(12);
    expect(programs.filter((name) => !said.includes(`${name}(`))).toEqual([]);
  });

  test("the compiler refuses nothing else", () => {
    const places = said.match(/^\S+\.ts(?=\()/gm) ?? [];
    expect([...new Set(places)].filter((path) => !/\/wrong\/\d\d-/.test(path))).toEqual([]);
  });

  test("each says what its author has to know", async () => {
    await expect(said.replaceAll("test/types/wrong/", "")).toMatchFileSnapshot("wrong/messages.txt");
  });
});

test("the type tests beside this file hold, for the compiler too", () => {
  expect(compile("test/types")).toBe("");
});
