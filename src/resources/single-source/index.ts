import { call } from "../../model/call.ts";
import { reads, removes } from "../../model/effect.ts";
import type { Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** A repository that apt is to know once. */
export interface SingleSourceProps<P extends string> {
  /** Parent of the `<distribution>/<architecture>/` directories, as NVIDIA lays out its repositories. */
  readonly base: Input<Url>;
  /** The source file that stays where several name the repository; the first one where this is none of them. */
  readonly keep: AbsolutePath<P>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * At most one enabled source names the repository, in one-line or deb822 form. With two, and different keys, apt refuses
 * every command ("Conflicting values set for option Signed-By"), so this stands before the first step that uses apt. What
 * is too many is switched off in place; the file keeps its mode and owner.
 *
 * @example
 * host.ensure("apt_sources", singleSource({ base, keep: "/etc/apt/sources.list.d/phoenix-cuda.sources" }));
 * // guard_apt_sources() { repository_is_named_once "$BASE"; }
 * // apply_apt_sources() { keep_one_source "$BASE" /etc/apt/sources.list.d/phoenix-cuda.sources; }
 */
export function singleSource<const P extends string>(props: SingleSourceProps<P>): Resource<"single-source"> {
  const { base, keep } = props;
  return resource({
    kind: "single-source",
    claim: "single-source",
    summary: text`${base} is named once`.expression,
    guard: call("repository_is_named_once", base),
    apply: call("keep_one_source", base, keep),
    needs: props.needs ?? [],
    effects: [
      ...reads("file", "/etc/apt/sources.list", "/etc/apt/sources.list.d/*", "/etc/os-release"),
      ...removes("config-line", text`apt sources of ${base}`),
    ],
  });
}
