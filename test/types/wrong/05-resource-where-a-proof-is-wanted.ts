import { hostPipeline, kernelModules, type nvidiaDriver } from "../../../src/index.ts";
import { site } from "./site.ts";

declare const driver: ReturnType<typeof nvidiaDriver>;

hostPipeline("x", { config: site }, (host, config) => {
  host.ensure("modules", kernelModules({ driver, modules: ["nvidia"], version: config.version }));
});
