import { call } from "../../model/call.ts";
import { fetches, onHost, reads, uses, writes } from "../../model/effect.ts";
import type { Seconds, Sha256, Url } from "../../model/fields.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { basename, expressionOf, type Input, named, text, type Value } from "../../model/value.ts";

/** What is unpacked in a container, and where. */
export interface PinnedArchiveProps<P extends string, C extends string> {
  /** Where the host finds it: `http(s):`, `file:` or an absolute path. Any archive that the container's tar reads. */
  readonly from: Input<Url | undefined>;
  /** What `sha256sum` prints for the archive. */
  readonly sha256: Input<Sha256 | undefined>;
  /** A link that leads to what is unpacked; the directories themselves lie in `<path>.releases/`. */
  readonly path: AbsolutePath<P>;
  /** Directory of the host that keeps the archive, for all its containers. */
  readonly cache: AbsolutePath<C>;
  /** Seconds that the host may take to download it; past them the run ends with exit code 5. */
  readonly deadline: Value<Seconds>;
  /** Proofs of what must hold before, such as the package of a decompressor. */
  readonly needs?: readonly Proof[];
}

const copies = "/var/lib/phoenix_hypervisor/brought";

/**
 * An archive, unpacked in a container as a whole: a run that is killed, or fails, leaves what was used before. The host
 * fetches the archive into its cache as it does other pinned files (a right file put there by hand is taken), and hands it
 * over; its sha256 is compared on the host and in the container. Converged is judged by the record that is written last: the
 * sha256, and every name in the archive is still there. An archive that cannot be had, or for which there is no room, is
 * refused with exit 4 before anything of it is changed.
 *
 * @example
 * ready.ensure("archive", pinnedArchive({ from: url, sha256, path: "/opt/demo", cache: "/var/cache/demo", deadline }));
 * // guard_archive() { ask_this_step; }
 * // apply_archive() { bring_pinned "$URL" "$SHA256" "$ARCHIVE_CACHED" "$DEADLINE" "$ARCHIVE_COPY"; }
 * // inside_guard_archive() { release_is /opt/demo "$SHA256"; }
 * // inside_apply_archive() { unpack_archive "$ARCHIVE_COPY" /opt/demo "$SHA256"; }
 */
export function pinnedArchive<const P extends string, const C extends string>(
  props: PinnedArchiveProps<P, C>,
): Resource<"release"> {
  const { from, sha256, path, cache, deadline, needs = [] } = props;
  const cached = text`${cache}/${basename(from)}`;
  const copied = text`${copies}/${basename(from)}`;
  const copy = named("COPY", copied);
  return resource({
    kind: "pinned-archive",
    claim: "release",
    summary: text`${basename(from)} in ${path}`.expression,
    guard: call("ask_this_step"),
    apply: call("bring_pinned", from, sha256, named("CACHED", cached), deadline, copy),
    inside: {
      guard: call("release_is", path, sha256),
      apply: call("unpack_archive", copy, path, sha256),
      facts: [],
    },
    needs,
    effects: [
      ...reads("file", path, `${path}.releases/*`),
      ...writes("file", path, `${path}/*`, `${path}.ashlar-new`, `${path}.releases/*`, copied),
      ...onHost(reads("file", cached, text`${cached}.verified`)),
      ...onHost(writes("file", cached, text`${cached}.part`, text`${cached}.verified`)),
      ...onHost(fetches(from, sha256)),
      ...onHost(uses("command", "wget")),
      ...uses("command", "tar"),
    ],
    waits: [{ name: "download", deadline: expressionOf(deadline), polls: "the end of the download" }],
    evidence: { claims: "version", guard: "version" },
  });
}
