import type { KindCases } from "../../model/cases.ts";
import { text, type Value } from "../../model/value.ts";
import { installedPackages } from "./index.ts";

const origin: Value<string> = { expression: { type: "config", path: ["origin"] } };
const wanted: Value<string> = { expression: { type: "config", path: ["wanted"] } };
const packages = { claim: "packages", step: "packages" } as const;

/** The first argument is the container to mend; the others are the packages. */
export const cases: KindCases = {
  kind: "installed-packages",
  cases: [
    {
      name: "are looked for among what dpkg has installed",
      resource: () => installedPackages({ names: ["curl", "jq"], packages, origin }),
      guard: ['packages_are_there "$ORIGIN" curl jq'],
      effects: ["reads package curl", "reads package jq", "uses command dpkg-query"],
    },
    {
      name: "may be those of a list of the configuration",
      resource: () => installedPackages({ names: [wanted, "locales"], packages, origin }),
      guard: ['packages_are_there "$ORIGIN" "$WANTED" locales'],
    },
    {
      name: "may be installed here, always",
      resource: () => installedPackages({ names: ["jq"], packages, origin: text`` }),
      guard: ["packages_are_there '' jq"],
    },
    {
      name: "may have a release in their name",
      resource: () => installedPackages({ names: [text`gcc-${wanted}`], packages, origin }),
      guard: ['packages_are_there "$ORIGIN" "gcc-$WANTED"'],
      effects: ["reads package gcc-{wanted}"],
    },
  ],
};
