import { call } from "../../model/call.ts";
import { fetches, reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { basename, expressionOf, type Input, named, text, type Value } from "../../model/value.ts";

/** What is downloaded, and what it must be. */
export interface PinnedDownloadProps<P extends string> {
  /** `http(s):`, `file:` or an absolute path on the target; its last component becomes the file's name. */
  readonly from: Input<Url>;
  /** What `sha256sum` prints for the file: 64 lower-case hexadecimal digits. */
  readonly sha256: Input<Sha256>;
  /** Directory that keeps the file. Made with its parents when it is not there. */
  readonly into: AbsolutePath<P>;
  /** Seconds one download may take; past them the run ends with exit code 5. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A file that is exactly the pinned one: fetched beside its place, hashed, renamed. What was hashed is noted beside it
 * (`<file>.verified`: sha256 and size), so a converged host compares sizes; `--verify-cache` hashes again. A right file
 * put there by hand is taken as it is, which is the way for a host without network. Before the first change the source
 * must answer and the directory have room (exit 4); a download that is not the pinned file is tried once more, then
 * fails with exit 1.
 *
 * @example
 * host.ensure("runfile", pinnedDownload({ from: url, sha256, into: "/var/cache/demo", deadline }));
 * // guard_runfile() { download_is "$RUNFILE_PATH" "$SHA256"; }
 * // apply_runfile() { obtain_download "$RUNFILE_PATH" "$SHA256" "$URL" "$DEADLINE"; }
 */
export function pinnedDownload<const P extends string>(props: PinnedDownloadProps<P>): Resource<"runfile"> {
  const { from, sha256, into, deadline } = props;
  const path = text`${into}/${basename(from)}`;
  const file = named("PATH", path);
  return resource({
    kind: "pinned-download",
    claim: "runfile",
    summary: file,
    guard: call("download_is", file, sha256),
    apply: call("obtain_download", file, sha256, from, deadline),
    preflight: call("download_is_possible", file, sha256, from),
    facts: [fact("observe_files", { expression: file })],
    needs: props.needs ?? [],
    effects: [
      ...reads("file", path, text`${path}.verified`),
      ...writes("file", path, text`${path}.part`, text`${path}.verified`),
      ...fetches(from, sha256),
      ...uses("command", "wget"),
    ],
    flags: [{ name: "verify-cache", help: "hash every cached download again" }],
    waits: [{ name: "download", deadline: expressionOf(deadline), polls: "the end of the download" }],
  });
}
