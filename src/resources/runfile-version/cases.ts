import type { KindCases } from "../../model/cases.ts";
import type { Url, Version } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { runfileNamesVersion } from "./index.ts";

const url: Value<Url> = { expression: { type: "config", path: ["driver", "url"] } };
const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };

/** Two words, of which either may be known when compiling. */
export const cases: KindCases = {
  kind: "runfile-version",
  cases: [
    {
      name: "is compared on the target",
      resource: () => runfileNamesVersion({ url, version }),
      guard: ['file_names_version "$DRIVER_URL" "$DRIVER_VERSION"'],
    },
    {
      name: "may be a fixed version",
      resource: () => runfileNamesVersion({ url, version: "580.76.05" }),
      guard: ['file_names_version "$DRIVER_URL" 580.76.05'],
    },
    {
      name: "may be that of a fixed file",
      resource: () => runfileNamesVersion({ url: "/srv/NVIDIA-Linux-x86_64-580.76.05.run", version }),
      guard: ['file_names_version /srv/NVIDIA-Linux-x86_64-580.76.05.run "$DRIVER_VERSION"'],
    },
    {
      name: "quotes a URL that bash would read otherwise",
      resource: () => runfileNamesVersion({ url: "https://mirror.example/$(id)?a&b", version }),
      guard: ["file_names_version 'https://mirror.example/$(id)?a&b' \"$DRIVER_VERSION\""],
    },
  ],
};
