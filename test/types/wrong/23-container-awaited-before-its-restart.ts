import { containerInitialization, hostPipeline } from "../../../src/index.ts";
import { proofOf, site } from "./site.ts";

hostPipeline("x", { config: site }, (_host, config) => {
  const running = proofOf("gpu-passthrough");
  containerInitialization({ ctid: "901", deadline: config.deadline, running });
});
