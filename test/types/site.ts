import { configuration, field } from "../../src/index.ts";
import { configValues } from "../../src/model/config.ts";

/** A configuration with a field of every type. */
export const siteConfig = configuration({
  name: "site",
  file: "/etc/site.json",
  schema: field.section({
    url: field.url("A URL."),
    mirror: field.withDefault(field.url("Another."), "https://example.org"),
    key: field.optional(field.url("A key.")),
    version: field.version("A version."),
    release: field.release("A release."),
    sha256: field.sha256("A digest."),
    fingerprint: field.optional(field.fingerprint("A fingerprint.")),
    flavour: field.optional(field.choice("A flavour.", "open", "closed")),
    on: field.flag("A switch.", false),
    deadline: field.seconds("A deadline.", 30),
  }),
});

/** Its values, as an author's function gets them. */
export const site = configValues(siteConfig.schema);

/** A proof, as a step would have returned it. */
export function proofOf<const C extends string>(claim: C) {
  return { claim, step: claim.replaceAll("-", "_") };
}
