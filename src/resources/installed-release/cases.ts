import type { KindCases } from "../../model/cases.ts";
import type { Sha256 } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { installedRelease } from "./index.ts";

const sha256: Value<Sha256> = { expression: { type: "config", path: ["demo", "sha256"] } };
const origin: Value<string> = { expression: { type: "argument", name: "FEATURE_ORIGIN" } };
const release: Proof<"release"> = { claim: "release", step: "archive" };
const props = { path: "/opt/demo", sha256, release, origin } as const;

/** It looks, and changes nothing. */
export const cases: KindCases = {
  kind: "installed-release",
  cases: [
    {
      name: "is judged by its record",
      resource: () => installedRelease(props),
      guard: ['release_fits /opt/demo "$DEMO_SHA256" "$FEATURE_ORIGIN"'],
    },
    {
      name: "may have a sha256 that is known when compiling",
      resource: () => installedRelease({ ...props, sha256: "0".repeat(64) }),
      guard: [`release_fits /opt/demo ${"0".repeat(64)} "$FEATURE_ORIGIN"`],
    },
    {
      name: "reads the link and what it leads to",
      resource: () => installedRelease(props),
      guard: ['release_fits /opt/demo "$DEMO_SHA256" "$FEATURE_ORIGIN"'],
      effects: ["reads file /opt/demo", "reads file /opt/demo.releases/*"],
    },
    {
      name: "may lie anywhere",
      resource: () => installedRelease({ ...props, path: "/srv/it's" }),
      guard: [`release_fits '/srv/it'\\''s' "$DEMO_SHA256" "$FEATURE_ORIGIN"`],
    },
  ],
};
