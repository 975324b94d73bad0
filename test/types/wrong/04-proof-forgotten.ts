import { hostPipeline, nvidiaSmi, type Proof } from "../../../src/index.ts";
import { site } from "./site.ts";

declare const driver: Proof<"nvidia-driver">;

hostPipeline("x", { config: site }, (host, config) => {
  host.verify("answers", nvidiaSmi({ driver, version: config.version }));
});
