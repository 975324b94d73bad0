import { call } from "../../model/call.ts";
import { reads, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { text } from "../../model/value.ts";

/** What a directory must be. */
export interface DirectoryProps<P extends string> {
  /** Absolute path on the target; parents are made too, with mode 0755. */
  readonly path: AbsolutePath<P>;
  /** Four octal digits. Default `0755`. */
  readonly mode?: `0${number}`;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A directory with this mode, owned by root.
 *
 * @example
 * host.ensure("cache", directory({ path: "/var/cache/demo", mode: "0700" }));
 * // guard_cache() { directory_is /var/cache/demo 0700; }
 */
export function directory<const P extends string>(props: DirectoryProps<P>): Resource<"directory"> {
  const { path, mode = "0755" } = props;
  return resource({
    kind: "directory",
    claim: "directory",
    summary: text`${path}/`.expression,
    guard: call("directory_is", path, mode),
    apply: call("make_directory", path, mode),
    facts: [fact("observe_files", path)],
    needs: props.needs ?? [],
    effects: [...reads("file", path), ...writes("file", path)],
  });
}
