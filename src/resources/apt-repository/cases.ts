import type { KindCases } from "../../model/cases.ts";
import type { Fingerprint, Seconds, Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { aptRepository } from "./index.ts";

const field = <T>(name: string): Value<T> => ({ expression: { type: "config", path: [name] } });
const common = {
  name: "demo",
  base: field<Url>("base"),
  key: field<Url>("key"),
  keyField: "demo.key",
  fingerprint: field<Fingerprint>("fingerprint"),
  package: "demo-tool",
  cache: "/var/cache/demo",
  deadline: field<Seconds>("deadline"),
  lockDeadline: field<Seconds>("lock"),
} as const;

/** The key is the host's matter, the files are the container's. */
export const cases: KindCases = {
  kind: "apt-repository",
  cases: [
    {
      name: "asks the container, and brings it the key",
      resource: () => aptRepository({ ...common, component: "stable" }),
      guard: ["ask_for_apt_repository"],
      apply: ['bring_apt_repository demo "$KEY" "$FINGERPRINT" /var/cache/demo "$DEADLINE" demo.key'],
      preflight: ['repository_key_is_obtainable demo "$KEY" "$FINGERPRINT" /var/cache/demo demo.key'],
      inside: {
        guard: ['apt_repository_is_configured demo "$BASE" stable "$FINGERPRINT" demo-tool'],
        apply: ['configure_apt_repository demo "$BASE" stable "$LOCK"'],
        preflight: ['apt_repository_is_visible "$BASE" stable'],
      },
    },
    {
      name: "may be flat, the same for all distributions",
      resource: () => aptRepository(common),
      guard: ["ask_for_apt_repository"],
      inside: {
        guard: ['apt_repository_is_configured demo "$BASE" \'\' "$FINGERPRINT" demo-tool'],
        apply: ['configure_apt_repository demo "$BASE" \'\' "$LOCK"'],
        preflight: ["apt_repository_is_visible \"$BASE\" ''"],
      },
    },
    {
      name: "may be a fixed mirror",
      resource: () => aptRepository({ ...common, base: "http://mirror/demo", fingerprint: "A".repeat(40) }),
      guard: ["ask_for_apt_repository"],
      inside: { preflight: ["apt_repository_is_visible http://mirror/demo ''"] },
      effects: ["uses url http://mirror/demo", `writes file /var/cache/demo/demo-${"A".repeat(40)}*`],
    },
    {
      name: "owns its files inside and its key in the host's cache, and takes away other sources of the same place",
      resource: () => aptRepository({ ...common, needs: [{ claim: "packages", step: "tools" }] }),
      guard: ["ask_for_apt_repository"],
      effects: [
        "writes file /etc/apt/sources.list.d/phoenix-demo.sources",
        "writes file /usr/share/keyrings/phoenix-demo.gpg",
        "writes file /var/cache/demo/demo-{fingerprint}*",
        "removes config-line apt sources of {base}",
        "uses command gpg",
        "uses command apt-get",
      ],
    },
  ],
};
