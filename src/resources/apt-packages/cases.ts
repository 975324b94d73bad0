import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import { text, type Value } from "../../model/value.ts";
import { aptPackages } from "./index.ts";

const lockDeadline: Value<Seconds> = { expression: { type: "config", path: ["apt", "deadline"] } };
const wanted: Value<string> = { expression: { type: "config", path: ["wanted"] } };
const release: Value<string> = { expression: { type: "config", path: ["release"] } };

/** Names are words of one call, so that they are one transaction. */
export const cases: KindCases = {
  kind: "apt-packages",
  cases: [
    {
      name: "are installed together",
      resource: () => aptPackages({ names: ["dkms", "gnupg"], lockDeadline }),
      guard: ["packages_are_installed dkms gnupg"],
      apply: ['install_packages "$APT_DEADLINE" dkms gnupg'],
      preflight: ["missing_packages_are_installable dkms gnupg"],
      effects: ["writes package dkms", "writes package gnupg", "reads package gnupg"],
    },
    {
      name: "bring commands that later steps may use",
      resource: () => aptPackages({ names: ["gnupg"], lockDeadline, commands: ["gpg"] }),
      guard: ["packages_are_installed gnupg"],
      effects: ["provides command gpg", "uses command apt-get", "uses command dpkg-query"],
    },
    {
      name: "may be one",
      resource: () => aptPackages({ names: ["jq"], lockDeadline }),
      guard: ["packages_are_installed jq"],
      apply: ['install_packages "$APT_DEADLINE" jq'],
    },
    {
      name: "may be named by a list of the configuration",
      resource: () => aptPackages({ names: [wanted, "locales"], lockDeadline }),
      guard: ['packages_are_installed "$WANTED" locales'],
      apply: ['install_packages "$APT_DEADLINE" "$WANTED" locales'],
    },
    {
      name: "may bring units that later steps look at",
      resource: () => aptPackages({ names: ["demo=1.2-*"], units: ["demo.service"], lockDeadline }),
      guard: ["packages_are_installed 'demo=1.2-*'"],
      effects: ["provides unit demo.service"],
    },
    {
      name: "may have a release from the configuration in their name",
      resource: () => aptPackages({ names: [text`gcc-${release}`], lockDeadline }),
      guard: ['packages_are_installed "gcc-$RELEASE"'],
      effects: ["writes package gcc-{release}"],
    },
  ],
};
