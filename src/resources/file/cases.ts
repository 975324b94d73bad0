import type { KindCases } from "../../model/cases.ts";
import { text, type Value } from "../../model/value.ts";
import { file } from "./index.ts";

const version: Value<string> = { expression: { type: "config", path: ["driver", "version"] } };
const guard = ['file_is /etc/motd 0644 "$STEP_CONTENT"'];

/** A file as the script sees it: path and mode are words, the content is a constant with a name. */
export const cases: KindCases = {
  kind: "file",
  cases: [
    {
      name: "is compared to the last byte and replaced by a rename",
      resource: () => file({ path: "/etc/motd", content: "managed\n" }),
      guard,
      apply: ['replace_file /etc/motd 0644 "$STEP_CONTENT"'],
      effects: ["reads file /etc/motd", "writes file /etc/motd"],
    },
    {
      name: "takes another mode",
      resource: () => file({ path: "/etc/secret", content: "x", mode: "0600" }),
      guard: ['file_is /etc/secret 0600 "$STEP_CONTENT"'],
      apply: ['replace_file /etc/secret 0600 "$STEP_CONTENT"'],
    },
    {
      name: "takes content with a configuration value",
      resource: () => file({ path: "/etc/motd", content: text`driver ${version}\n` }),
      guard,
    },
    {
      name: "quotes a path with blanks and quotes",
      resource: () => file({ path: "/srv/it's here", content: "" }),
      guard: ["file_is '/srv/it'\\''s here' 0644 \"$STEP_CONTENT\""],
      effects: ["writes file /srv/it's here"],
    },
  ],
};
