import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Sha256 } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { applicationScript } from "./index.ts";

const sha256: Value<Sha256> = { expression: { type: "config", path: ["digest"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const props = { ctid: "901", directory: "/opt/bin", script: "app.sh", sha256, deadline };
const guard = ["ask_for_application"];

/** Its text is the host's, its run and its record are the container's. */
export const cases: KindCases = {
  kind: "application-script",
  cases: [
    {
      name: "asks the container what has run in it",
      resource: () => applicationScript(props),
      guard,
      inside: { guard: ['application_has_run 901 "$DIGEST"'] },
    },
    {
      name: "brings the text and runs it within a deadline",
      resource: () => applicationScript(props),
      guard,
      apply: ["bring_application /opt/bin/app.sh"],
      inside: { apply: ['run_application 901 "$DIGEST" "$DEADLINE"'] },
    },
    {
      name: "looks for the file before the first change",
      resource: () => applicationScript({ ...props, script: "other.sh" }),
      guard,
      preflight: ['application_is_there /opt/bin/other.sh "$DIGEST"'],
    },
    {
      name: "owns the record inside, and reads the script on the host",
      resource: () => applicationScript(props),
      guard,
      effects: ["writes file /var/lib/phoenix_hypervisor/application.sha256", "reads file /opt/bin/app.sh"],
    },
  ],
};
