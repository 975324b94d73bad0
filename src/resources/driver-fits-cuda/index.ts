import { call } from "../../model/call.ts";
import type { Release, Version } from "../../model/fields.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** A driver and the CUDA release that is to run on it. */
export interface DriverFitsCudaProps {
  /** The driver's version: 580.76.05. */
  readonly version: Input<Version>;
  /** Release of two components: 12.8. */
  readonly cuda: Input<Release>;
}

/**
 * The driver is new enough for the CUDA release, by the table in NVIDIA's release notes, compared number by number
 * (570.26 is older than 570.124.06). Below the floor of the major version (12.x: 525.60.13) is a finding, below the
 * release's own minimum (12.8 update 1: 570.124.06) a warning.
 *
 * @example
 * host.require("driver_fits_cuda", driverFitsCuda({ version: "580.76.05", cuda: "12.8" }));
 * // guard_driver_fits_cuda() { driver_is_new_enough 580.76.05 12.8; }
 */
export function driverFitsCuda(props: DriverFitsCudaProps): Resource<"driver-fits-cuda"> {
  const { version, cuda } = props;
  return resource({
    kind: "driver-fits-cuda",
    claim: "driver-fits-cuda",
    summary: text`driver ${version} is new enough for CUDA ${cuda}`.expression,
    guard: call("driver_is_new_enough", version, cuda),
    judge: { code: "ASH803", call: call("driver_is_new_enough", version, cuda) },
    evidence: { claims: "version", guard: "version" },
  });
}
