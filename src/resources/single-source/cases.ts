import type { KindCases } from "../../model/cases.ts";
import type { Url } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { singleSource } from "./index.ts";

const base: Value<Url> = { expression: { type: "config", path: ["base"] } };
const keep = "/etc/apt/sources.list.d/demo.sources";

/** The repository is found by its base and the target's own distribution. */
export const cases: KindCases = {
  kind: "single-source",
  cases: [
    {
      name: "is looked for in every source file",
      resource: () => singleSource({ base, keep }),
      guard: ['repository_is_named_once "$BASE"'],
    },
    {
      name: "stays in the file that is to keep it",
      resource: () => singleSource({ base, keep }),
      guard: ['repository_is_named_once "$BASE"'],
      apply: [`keep_one_source "$BASE" ${keep}`],
    },
    {
      name: "may be a fixed mirror",
      resource: () => singleSource({ base: "file:/srv/mirror", keep }),
      guard: ["repository_is_named_once file:/srv/mirror"],
    },
    {
      name: "takes away what other files say of the repository",
      resource: () => singleSource({ base, keep }),
      guard: ['repository_is_named_once "$BASE"'],
      effects: ["removes config-line apt sources of {base}", "reads file /etc/apt/sources.list.d/*"],
    },
  ],
};
