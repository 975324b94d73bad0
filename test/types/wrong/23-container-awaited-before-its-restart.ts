import { containerInitialization, hostPipeline } from "../../../src/index.ts";
import { proofOf, site } from "./site.ts";

hostPipeline("x", { config: site }, (_host, config) => {
  const restarted = proofOf("gpu-passthrough");
  containerInitialization({ ctid: "901", mirror: config.url, deadline: config.deadline, restarted });
});
