import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { pinnedArchive } from "./index.ts";

const from: Value<Url> = { expression: { type: "config", path: ["demo", "url"] } };
const sha256: Value<Sha256> = { expression: { type: "config", path: ["demo", "sha256"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["demo", "deadline"] } };
const props = { from, sha256, path: "/opt/demo", cache: "/var/cache/demo", deadline } as const;

/** The host has the file, the container what is in it. */
export const cases: KindCases = {
  kind: "pinned-archive",
  cases: [
    {
      name: "is judged in the container by its record, and brought by the host",
      resource: () => pinnedArchive(props),
      guard: ["ask_this_step"],
      apply: ['bring_pinned "$DEMO_URL" "$DEMO_SHA256" "$STEP_CACHED" "$DEMO_DEADLINE" "$STEP_COPY"'],
      inside: {
        guard: ['release_is /opt/demo "$DEMO_SHA256"'],
        apply: ['unpack_archive "$STEP_COPY" /opt/demo "$DEMO_SHA256"'],
      },
    },
    {
      name: "owns the link and what it leads to",
      resource: () => pinnedArchive(props),
      guard: ["ask_this_step"],
      effects: ["writes file /opt/demo", "writes file /opt/demo.releases/*"],
    },
    {
      name: "says what the host downloads and with what",
      resource: () => pinnedArchive(props),
      guard: ["ask_this_step"],
      effects: ["uses url {demo.url}", "uses command wget", "uses command tar"],
    },
    {
      name: "takes a path that is known when compiling",
      resource: () => pinnedArchive({ ...props, from: "/srv/demo.tgz" }),
      guard: ["ask_this_step"],
      effects: ["writes file /var/cache/demo/demo.tgz", "uses url /srv/demo.tgz"],
    },
  ],
};
