import type { KindCases } from "../../model/cases.ts";
import { directory } from "./index.ts";

/** A directory as the script sees it. */
export const cases: KindCases = {
  kind: "directory",
  cases: [
    {
      name: "is made with mode 0755",
      resource: () => directory({ path: "/srv/demo" }),
      guard: ["directory_is /srv/demo 0755"],
      apply: ["make_directory /srv/demo 0755"],
      effects: ["reads file /srv/demo", "writes file /srv/demo"],
    },
    {
      name: "takes another mode",
      resource: () => directory({ path: "/srv/demo", mode: "0700" }),
      guard: ["directory_is /srv/demo 0700"],
      apply: ["make_directory /srv/demo 0700"],
    },
    {
      name: "asks for what must hold before",
      resource: () => directory({ path: "/mnt/disk/demo", needs: [{ claim: "mounted", step: "disk" }] }),
      guard: ["directory_is /mnt/disk/demo 0755"],
    },
    {
      name: "never executes its path",
      resource: () => directory({ path: "/srv/$(touch pwned)" }),
      guard: ["directory_is '/srv/$(touch pwned)' 0755"],
      apply: ["make_directory '/srv/$(touch pwned)' 0755"],
    },
  ],
};
