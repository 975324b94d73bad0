import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { render } from "../src/model/value.ts";
import { driverPurge } from "../src/resources/index.ts";

const bash = readFileSync("templates/library/driver-packages.sh", "utf8");
const value = { expression: { type: "config", path: ["value"] } } as const;

test("the packages that --help says are removed are those that the bash removes", () => {
  const [, list = ""] = /^readonly driver_packages=\(\n(.*?)^\)/ms.exec(bash) ?? [];
  const globs = [...list.matchAll(/'([^']+)'/g)].map(([, glob]) => glob);
  const { effects } = driverPurge({
    unloaded: { claim: "module-unload", step: "old_module" },
    version: value,
    consent: value,
    lockDeadline: value,
  });
  const removed = effects.filter(({ access, subject }) => access === "removes" && subject === "package");
  expect(globs.length).toBeGreaterThan(50);
  expect(removed.map(({ name }) => render(name))).toEqual(globs);
});
