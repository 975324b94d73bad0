import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { pythonEnvironment } from "./index.ts";

const requirements: Value<Url> = { expression: { type: "config", path: ["demo", "requirements"] } };
const sha256: Value<Sha256> = { expression: { type: "config", path: ["demo", "sha256"] } };
const packages: Value<Url> = { expression: { type: "config", path: ["demo", "index"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["demo", "deadline"] } };
const python: Proof<"packages"> = { claim: "packages", step: "python" };
const cache = "/var/cache/demo";
const props = { path: "/opt/demo", requirements, sha256, packages, cache, deadline } as const;

/** The host has the lock file, the container the environment. */
export const cases: KindCases = {
  kind: "python-environment",
  cases: [
    {
      name: "is judged in the container by its record, without pip",
      resource: () => pythonEnvironment(props),
      guard: ["ask_this_step"],
      inside: {
        guard: ['environment_is /opt/demo "$DEMO_SHA256"'],
        preflight: ['packages_are_obtainable "$DEMO_INDEX"'],
      },
    },
    {
      name: "gets the lock file of the host, and makes the environment from it",
      resource: () => pythonEnvironment({ ...props, needs: [python] }),
      guard: ["ask_this_step"],
      apply: [
        'bring_pinned "$DEMO_REQUIREMENTS" "$DEMO_SHA256" "$STEP_CACHED" "$DEMO_DEADLINE" "$STEP_COPY"',
      ],
      inside: { apply: ['make_environment "$STEP_COPY" /opt/demo "$DEMO_SHA256" "$DEMO_INDEX"'] },
    },
    {
      name: "owns the link and what it leads to",
      resource: () => pythonEnvironment(props),
      guard: ["ask_this_step"],
      effects: ["writes file /opt/demo", "writes file /opt/demo.releases/*", "uses command /usr/bin/python3"],
    },
    {
      name: "names what is fetched, and by whom",
      resource: () => pythonEnvironment({ ...props, packages: "/srv/wheels" }),
      guard: ["ask_this_step"],
      effects: ["uses url {demo.requirements}", "uses url /srv/wheels", "uses command wget"],
    },
  ],
};
