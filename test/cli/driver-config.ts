import { hypervisorConfig } from "../../dsl/phoenix-config.ts";

/** The driver's part of the host's configuration: a pipeline reads no more than it uses. */
export const driverConfig = {
  ...hypervisorConfig,
  schema: hypervisorConfig.schema.pick({ nvidia_driver: true }),
};
