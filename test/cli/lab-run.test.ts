import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { chosenScenarios } from "../../src/cli/lab-run.ts";
import { readTimed } from "../../src/cli/tap.ts";
import { isLabWanted } from "../../src/cli/test.ts";

describe("scenarios", () => {
  const files = ["host", "host-debian13", "races"].map((name) => `lab/scenarios/${name}.bats`);

  test.each([
    [["host"], ["lab/scenarios/host.bats"]],
    [["hos"], ["lab/scenarios/host.bats", "lab/scenarios/host-debian13.bats"]],
    [["races", "lab/scenarios/races.bats"], ["lab/scenarios/races.bats"]],
  ])("%j are %j", (wanted, chosen) => expect(chosenScenarios(files, wanted)).toEqual(chosen));

  test.each([
    [["races", "nope"], "no scenario is called nope; there are: host, host-debian13, races"],
    [[], "name scenarios, or say --all; there are: host, host-debian13, races"],
  ])("%j are wrong usage", (wanted, message) => {
    expect(() => chosenScenarios(files, wanted)).toThrow(
      expect.objectContaining({ message, exitCode: 2 }) as Error,
    );
  });

  test("each test is told with its time", () => {
    expect(readTimed("ok 1 it holds in 12ms")).toEqual({ isOk: true, name: "it holds", milliseconds: 12 });
    expect(readTimed("not ok 2 it does not in 3ms")).toMatchObject({ isOk: false, name: "it does not" });
    expect(readTimed("ok 3 it might in 0ms # skip why")).toMatchObject({ isOk: false });
    expect(readTimed("1..3")).toBeUndefined();
  });
});

describe("tests with the lab", () => {
  test.each([
    [[], undefined, false],
    [["--lab"], undefined, true],
    [[], "true", true],
    [[], "false", false],
    [["--only", "test/"], "true", false],
    [["--lab", "--only", "lab/"], undefined, true],
  ] as const)("%j with CI=%s: %s, for the launcher too", async (args, CI, isWanted) => {
    const options = args.includes("--only" as never) ? { only: "some" } : {};
    const asked = { ...options, lab: args.includes("--lab" as never) };
    expect(isLabWanted(asked, CI === undefined ? {} : { CI })).toBe(isWanted);
    const command = 'source src/cli/setup.sh; lab_is_wanted test "$@"';
    const { exitCode } = await execa("bash", ["-c", command, "bash", ...args], {
      env: { CI: CI ?? "" },
      reject: false,
    });
    expect(exitCode === 0).toBe(isWanted);
  });
});
