import { call } from "../../model/call.ts";
import { reads, writes } from "../../model/effect.ts";
import type { Proof, Proves } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** The features of the container at hand. */
export interface DeclaredFeaturesProps<R> {
  /** CTID of the container. */
  readonly ctid: Input;
  /** Proof that the container runs with its configuration. */
  readonly running: Proves<
    R,
    "container-running",
    "declaredFeatures needs a container that runs: pass what containerRunning(…) proves"
  >;
}

/**
 * The scripts of all features that a container declares, in the order in which it declares them; what it inherits they
 * find out themselves. Each says its own steps under this one, and ends it where it fails, with its own exit code.
 * Without a feature nothing is run.
 *
 * @example
 * const features = host.run("features", declaredFeatures({ ctid, running }));
 * // run_declared_features features "the features of container $CTID"
 */
export function declaredFeatures<const R>(props: DeclaredFeaturesProps<R>): Resource<"container-features"> {
  return resource({
    kind: "declared-features",
    claim: "container-features",
    summary: text`the features of container ${props.ctid}`.expression,
    guard: call("run_declared_features"),
    needs: [props.running as Proof],
    effects: [...reads("container", props.ctid), ...writes("container", props.ctid)],
    evidence: { claims: "status", guard: "status" },
  });
}
