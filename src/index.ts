/** The words of the DSL: everything a pipeline or a spec imports. */
export { configuration } from "./model/config.ts";
export * as field from "./model/fields.ts";
export { type Container, type Host, hostPipeline, type ReadyContainer } from "./model/host.ts";
export type { Proof } from "./model/proof.ts";
export { basename, dotsToDashes, text, type Value } from "./model/value.ts";
export * from "./resources/index.ts";
