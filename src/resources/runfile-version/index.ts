import { call } from "../../model/call.ts";
import type { Url, Version } from "../../model/fields.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** A `.run` and the version it is to be of. */
export interface RunfileNamesVersionProps {
  /** Its URL or path. */
  readonly url: Input<Url>;
  /** The driver's version: 580.76.05. */
  readonly version: Input<Version>;
}

/**
 * The file's name carries the version that the configuration asks for, as NVIDIA names its files
 * (`NVIDIA-Linux-x86_64-580.76.05.run`): two fields that contradict each other are found before anything is fetched.
 *
 * @example
 * host.require("runfile_version", runfileNamesVersion({ url, version }));
 * // guard_runfile_version() { file_names_version "$URL" "$VERSION"; }
 */
export function runfileNamesVersion(props: RunfileNamesVersionProps): Resource<"runfile-version"> {
  const { url, version } = props;
  return resource({
    kind: "runfile-version",
    claim: "runfile-version",
    summary: text`runfile_url and version ${version} agree`.expression,
    guard: call("file_names_version", url, version),
    judge: { code: "ASH803", call: call("file_names_version", url, version) },
    evidence: { claims: "version", guard: "version" },
  });
}
