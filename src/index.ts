/** The words of the DSL: everything a pipeline or a spec imports. */
export { bash, call, type Script } from "./model/call.ts";
export { configuration } from "./model/config.ts";
export { type ContainerValues, containerPipeline, type Feature } from "./model/container.ts";
export { fetches, provides, reads, removes, uses, writes } from "./model/effect.ts";
export * as field from "./model/fields.ts";
export { type Container, type Host, hostPipeline, type ReadyContainer } from "./model/host.ts";
export { type ManagingHost, orchestration } from "./model/orchestration.ts";
export type { Proof } from "./model/proof.ts";
export {
  expect,
  type Fault,
  given,
  type Layer,
  layer,
  type Scenario,
  type Sentence,
  scenario,
  specification,
  when,
} from "./model/scenario.ts";
export { basename, computed, dotsToDashes, text, type Value } from "./model/value.ts";
export * from "./resources/index.ts";
