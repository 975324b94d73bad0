import { call } from "../../model/call.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text, type Value } from "../../model/value.ts";

/**
 * Fields of the configuration that may be absent are given where steps need them. A precondition: exit 4 names those that
 * are missing; where the configuration is baked, an issue does.
 *
 * @example
 * host.require("configured", givenValues({ "demo.url": config.demo.url, "demo.sha256": config.demo.sha256 }));
 * // guard_configured() { values_are_given demo.url "$DEMO_URL" demo.sha256 "$DEMO_SHA256"; }
 */
export function givenValues(fields: Readonly<Record<string, Value<unknown>>>): Resource<"given-values"> {
  const names = Object.keys(fields);
  const asked = call("values_are_given", ...Object.entries(fields).flat());
  return resource({
    kind: "given-values",
    claim: "given-values",
    summary: text`${names.join(", ")} in the configuration`.expression,
    guard: asked,
    judge: { code: "ASH802", call: asked },
  });
}
