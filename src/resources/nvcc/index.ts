import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import type { Release } from "../../model/fields.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text, type Value } from "../../model/value.ts";

/** The compiler of a CUDA toolkit. */
export interface NvccProps<T> {
  /** The installed toolkit. */
  readonly toolkit: Proves<
    T,
    "package",
    "nvcc needs the toolkit it belongs to: pass what host.ensure(…, aptPackage(…)) returned"
  >;
  /** Release of two components: 12.8. */
  readonly cuda: Input<Release>;
  /** CTID of the container that the toolkit is inherited from; empty where it was installed here. */
  readonly origin?: Value<string>;
}

/**
 * `/usr/local/cuda-<release>/bin/nvcc` reports that release, and `/usr/local/cuda` leads to it. A newer toolkit takes that
 * link for itself; `update-alternatives` gives it back.
 *
 * @example
 * host.ensure("nvcc", nvcc({ toolkit, cuda: "12.8" }));
 * // guard_nvcc() { nvcc_is 12.8; }
 * // apply_nvcc() { choose_cuda 12.8; }
 */
export function nvcc<const T>(props: NvccProps<T>): Resource<"nvcc"> {
  const { cuda, origin } = props;
  const asked = origin === undefined ? [cuda] : [cuda, origin];
  return resource({
    kind: "nvcc",
    claim: "nvcc",
    summary: text`nvcc of CUDA ${cuda}`.expression,
    guard: call("nvcc_is", ...asked),
    apply: call("choose_cuda", ...asked),
    follows: [props.toolkit as Proof],
    effects: [
      ...reads("file", text`/usr/local/cuda-${cuda}/bin/nvcc`, "/usr/local/cuda"),
      ...writes("file", "/usr/local/cuda"),
      ...uses("command", "update-alternatives"),
    ],
    evidence: { claims: "version", guard: "version" },
  });
}
