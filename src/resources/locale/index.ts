import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** The locale that programs take. */
export interface LocaleProps<P> {
  /** A UTF-8 locale: `en_US.UTF-8`. */
  readonly name: Input;
  /** The package `locales`, wherever it was installed: its `locale-gen` makes the locale. */
  readonly packages: Proves<
    P,
    `packages${string}`,
    'locale needs the package locales: pass what ensure(…, aptPackages({ names: ["locales"], … })) returned'
  >;
}

/**
 * A UTF-8 locale that is enabled in `/etc/locale.gen`, generated, and the default in `/etc/default/locale` (`LANG`; other
 * variables there stay, and `LC_ALL` is not set: it would leave a user no choice). Whether it is generated is asked of the C
 * library itself, in a subshell of bash: where a locale lies differs with the release. The same on Debian and Ubuntu, whose
 * `locale-gen` both obey `/etc/locale.gen`. One that the package cannot generate is refused (exit 4).
 *
 * @example
 * ready.ensure("locale", locale({ name: config.base_setup.locale, packages }));
 * // inside_guard_locale() { locale_is_default "$BASE_SETUP_LOCALE"; }
 * // inside_apply_locale() { set_default_locale "$BASE_SETUP_LOCALE"; }
 */
export function locale<const P>({ name, packages }: LocaleProps<P>): Resource<"locale"> {
  return resource({
    kind: "locale",
    claim: "locale",
    summary: text`the locale ${name}`.expression,
    guard: call("locale_is_default", name),
    apply: call("set_default_locale", name),
    preflight: call("locale_is_supported", name),
    follows: [packages as Proof],
    effects: [
      ...reads("file", "/etc/locale.gen", "/usr/share/i18n/SUPPORTED"),
      ...writes("config-line", text`${name} in /etc/locale.gen`),
      ...writes("file", "/etc/default/locale", "/usr/lib/locale/*"),
      ...uses("command", "locale-gen"),
    ],
  });
}
