import type { KindCases } from "../../model/cases.ts";
import { moduleBlacklist } from "./index.ts";

/** A file of our own, judged and written like any other. */
export const cases: KindCases = {
  kind: "module-blacklist",
  cases: [
    {
      name: "writes a line for each module, and one for each that sets modes",
      resource: () =>
        moduleBlacklist({
          modules: ["nouveau", "nvidiafb"],
          modeSetting: ["nouveau"],
          path: "/etc/modprobe.d/x.conf",
        }),
      guard: ['file_is /etc/modprobe.d/x.conf 0644 "$STEP_CONTENT"'],
      apply: ['replace_file /etc/modprobe.d/x.conf 0644 "$STEP_CONTENT"'],
      effects: ["writes file /etc/modprobe.d/x.conf"],
    },
    {
      name: "takes several modules in one file",
      resource: () => moduleBlacklist({ modules: ["nouveau", "nvidiafb"], path: "/etc/modprobe.d/x.conf" }),
      guard: ['file_is /etc/modprobe.d/x.conf 0644 "$STEP_CONTENT"'],
    },
    {
      name: "takes another file",
      resource: () => moduleBlacklist({ modules: ["radeon"], path: "/etc/modprobe.d/radeon.conf" }),
      guard: ['file_is /etc/modprobe.d/radeon.conf 0644 "$STEP_CONTENT"'],
      effects: ["reads file /etc/modprobe.d/radeon.conf"],
    },
    {
      name: "owns the file it writes",
      resource: () => moduleBlacklist({ modules: ["nouveau"], path: "/etc/modprobe.d/x.conf" }),
      guard: ['file_is /etc/modprobe.d/x.conf 0644 "$STEP_CONTENT"'],
      effects: ["writes file /etc/modprobe.d/x.conf"],
    },
  ],
};
