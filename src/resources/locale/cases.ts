import type { KindCases } from "../../model/cases.ts";
import type { Value } from "../../model/value.ts";
import { locale } from "./index.ts";

const name: Value<string> = { expression: { type: "config", path: ["locale"] } };
const packages = { claim: "packages", step: "packages" } as const;

/** One argument, the name of the locale. */
export const cases: KindCases = {
  kind: "locale",
  cases: [
    {
      name: "is asked for where programs find it",
      resource: () => locale({ name, packages }),
      guard: ['locale_is_default "$LOCALE"'],
    },
    {
      name: "is generated, and then the default",
      resource: () => locale({ name, packages }),
      guard: ['locale_is_default "$LOCALE"'],
      apply: ['set_default_locale "$LOCALE"'],
      effects: ["uses command locale-gen"],
    },
    {
      name: "is refused where its definition is not there",
      resource: () => locale({ name, packages }),
      guard: ['locale_is_default "$LOCALE"'],
      preflight: ['locale_is_supported "$LOCALE"'],
      effects: ["reads file /usr/share/i18n/SUPPORTED"],
    },
    {
      name: "may be known when compiling; owns the default, and its own line of what is generated",
      resource: () => locale({ name: "de_DE.UTF-8", packages }),
      guard: ["locale_is_default de_DE.UTF-8"],
      effects: ["writes file /etc/default/locale", "writes config-line de_DE.UTF-8 in /etc/locale.gen"],
    },
  ],
};
