import { containerInitialization, hostPipeline } from "../../../src/index.ts";
import { fetched, proofOf, site } from "./site.ts";

hostPipeline("x", { config: site }, (_host, config) => {
  const restarted = proofOf("gpu-passthrough");
  containerInitialization({ ctid: "901", mirror: config.url, fetched, deadline: config.deadline, restarted });
});
