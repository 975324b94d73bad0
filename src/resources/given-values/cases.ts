import type { KindCases } from "../../model/cases.ts";
import type { Sha256, Url } from "../../model/fields.ts";
import { text, type Value } from "../../model/value.ts";
import { givenValues } from "./index.ts";

const url: Value<Url> = { expression: { type: "config", path: ["demo", "url"] } };
const sha256: Value<Sha256> = { expression: { type: "config", path: ["demo", "sha256"] } };

/** Each field with its value. */
export const cases: KindCases = {
  kind: "given-values",
  cases: [
    {
      name: "are asked for together",
      resource: () => givenValues({ "demo.url": url, "demo.sha256": sha256 }),
      guard: ['values_are_given demo.url "$DEMO_URL" demo.sha256 "$DEMO_SHA256"'],
    },
    {
      name: "may be one",
      resource: () => givenValues({ "demo.url": url }),
      guard: ['values_are_given demo.url "$DEMO_URL"'],
    },
    {
      name: "may be made of others",
      resource: () => givenValues({ "demo.file": text`${url}.sha256` }),
      guard: ['values_are_given demo.file "$DEMO_URL.sha256"'],
    },
    {
      name: "may have a name with a blank",
      resource: () => givenValues({ "the model": sha256 }),
      guard: ["values_are_given 'the model' \"$DEMO_SHA256\""],
    },
  ],
};
