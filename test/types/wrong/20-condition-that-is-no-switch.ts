import { hostPipeline } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host, config) => {
  host.onlyIf(config.version, "no version", () => {});
});
