import { hostPipeline, nvidiaUserSpace } from "../../../src/index.ts";
import { proofOf, site } from "./site.ts";

hostPipeline("x", { config: site }, (_host, config) => {
  const nodes = proofOf("container-initialized");
  nvidiaUserSpace({ installer: "/x.run", sha256: config.sha256, version: config.version, nodes });
});
