import { call } from "../../model/call.ts";
import { provides, reads, uses } from "../../model/effect.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text } from "../../model/value.ts";

/** An account for a service. */
export interface SystemUserProps<P extends string> {
  /** Its name, and that of its group. */
  readonly name: string;
  /** Its home; made by whoever needs it, such as systemd for a `StateDirectory=`. */
  readonly home: AbsolutePath<P>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A user of the system for a service, with a group of its own and no shell, so that the service need not be root. Judged by
 * `/etc/passwd`, without a process; one that is there already keeps its number.
 *
 * @example
 * const user = ready.ensure("user", systemUser({ name: "demo", home: "/var/lib/demo" }));
 * // inside_guard_user() { system_user_is demo /var/lib/demo; }
 * // inside_apply_user() { make_system_user demo /var/lib/demo; }
 */
export function systemUser<const P extends string>(props: SystemUserProps<P>): Resource<"system-user"> {
  const { name, home, needs = [] } = props;
  return resource({
    kind: "system-user",
    claim: "system-user",
    summary: text`user ${name}`.expression,
    guard: call("system_user_is", name, home),
    apply: call("make_system_user", name, home),
    needs,
    // Others have lines in it too.
    effects: [
      ...reads("file", "/etc/passwd"),
      ...provides("file", "/etc/passwd"),
      ...uses("command", "useradd", "usermod"),
    ],
  });
}
