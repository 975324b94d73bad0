import { call } from "../../model/call.ts";
import { reads, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, named, text } from "../../model/value.ts";

/** What a file must be. */
export interface FileProps<P extends string> {
  /** Absolute path on the target. Its directory must exist. */
  readonly path: AbsolutePath<P>;
  /** The whole content, including the last newline. */
  readonly content: Input<string>;
  /** Four octal digits. Default `0644`. */
  readonly mode?: `0${number}`;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A regular file with exactly this content and mode, owned by root. Replaced by a rename, so that no reader ever
 * meets half of it.
 *
 * @example
 * host.ensure("motd", file({ path: "/etc/motd", content: "managed\n" }));
 * // guard_motd() { file_is /etc/motd 0644 "$MOTD_CONTENT"; }
 * // apply_motd() { replace_file /etc/motd 0644 "$MOTD_CONTENT"; }
 */
export function file<const P extends string>(props: FileProps<P>): Resource<"file"> {
  const { path, mode = "0644" } = props;
  const content = named("CONTENT", props.content);
  return resource({
    kind: "file",
    claim: "file",
    summary: text`${path}`.expression,
    guard: call("file_is", path, mode, content),
    apply: call("replace_file", path, mode, content),
    facts: [fact("observe_files", path)],
    needs: props.needs ?? [],
    effects: [...reads("file", path), ...writes("file", path)],
  });
}
