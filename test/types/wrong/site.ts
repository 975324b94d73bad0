import { configuration, field } from "../../../src/index.ts";

/** The configuration of all wrong programs. */
export const site = configuration({
  name: "site",
  file: "/etc/site.json",
  schema: field.section({
    url: field.url("A URL."),
    version: field.version("A version."),
    release: field.release("A release."),
    sha256: field.sha256("A digest."),
    on: field.flag("A switch.", false),
    deadline: field.seconds("A deadline.", 30),
  }),
});

/** A proof, as a step would have returned it. */
export function proofOf<const C extends string>(claim: C) {
  return { claim, step: claim.replaceAll("-", "_") };
}
