import { given, layer } from "../src/index.ts";
import * as there from "./feature-world.ts";

const { ctid } = there;

/** Options of a server, in blocks, with values that every quoting stumbles over. */
const engine = {
  ModelConfig: { model: "/models/Qwen 2", max_model_len: 4096, trust_remote_code: true, quantization: null },
  ServerConfig: { host: "0.0.0.0", port: 8000, served_model_name: "it's 100% $x", uvicorn_log_level: false },
};
const own = { vllm_engine_config: engine };

/** A container with a GPU and a server to run, as a template made it. */
export const freshLayer = layer(
  "fresh container that declares vllm",
  given.readyHost(1),
  there.declared(["nvidia", "vllm"]),
  given.lxcConfig(`.lxc_configs."${ctid}" += ${JSON.stringify(own)}`),
  given.container(ctid, { gpus: [0] }),
);
export const world: there.FeatureWorld = {
  feature: "vllm",
  after: ["nvidia"],
  own,
  steps: [
    ...["initialization", "apt_servers", "packages", "python_index", "environment", "complete", "release"],
    ...["unit", "user", "service", "health"],
  ],
  installing: ["apt_servers", "packages", "python_index", "environment"],
  changing: ["packages", "environment", "unit", "user", "service"],
  fresh: freshLayer,
};
export const convergedLayer = there.convergedLayer(world);
export const fresh = given.layer(freshLayer);
export const converged = given.layer(convergedLayer);

export const shellInside = (command: string) => given.inContainer(ctid, "bash", "-c", command);
/** The host's configuration, in its section for vLLM. */
export const section = (edit: string) => given.config(`.vllm ${edit}`);
