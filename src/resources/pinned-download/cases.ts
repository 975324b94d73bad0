import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { pinnedDownload } from "./index.ts";

const url: Value<Url> = { expression: { type: "config", path: ["driver", "url"] } };
const sha256: Value<Sha256> = { expression: { type: "config", path: ["driver", "sha256"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["driver", "deadline"] } };

/** The file's path is a constant of the step; it ends in the last component of the source. */
export const cases: KindCases = {
  kind: "pinned-download",
  cases: [
    {
      name: "is judged by what was hashed, and fetched beside its place",
      resource: () => pinnedDownload({ from: url, sha256, into: "/var/cache/demo", deadline }),
      guard: ['download_is "$STEP_PATH" "$DRIVER_SHA256"'],
      apply: ['obtain_download "$STEP_PATH" "$DRIVER_SHA256" "$DRIVER_URL" "$DRIVER_DEADLINE"'],
      preflight: ['download_is_possible "$STEP_PATH" "$DRIVER_SHA256" "$DRIVER_URL"'],
    },
    {
      name: "takes a path, and needs no network then",
      resource: () => pinnedDownload({ from: "/srv/a.run", sha256, into: "/var/cache/demo", deadline }),
      guard: ['download_is "$STEP_PATH" "$DRIVER_SHA256"'],
      preflight: ['download_is_possible "$STEP_PATH" "$DRIVER_SHA256" /srv/a.run'],
      effects: ["uses url /srv/a.run"],
    },
    {
      name: "says what it downloads and with what",
      resource: () => pinnedDownload({ from: url, sha256, into: "/var/cache/demo", deadline }),
      guard: ['download_is "$STEP_PATH" "$DRIVER_SHA256"'],
      effects: ["uses url {driver.url}", "uses command wget"],
    },
    {
      name: "takes a pin and a source that are known when compiling",
      resource: () =>
        pinnedDownload({
          from: "https://mirror.example/it's.run",
          sha256: "0".repeat(64),
          into: "/srv",
          deadline,
        }),
      guard: [`download_is "$STEP_PATH" ${"0".repeat(64)}`],
      preflight: [
        `download_is_possible "$STEP_PATH" ${"0".repeat(64)} 'https://mirror.example/it'\\''s.run'`,
      ],
    },
  ],
};
