import { containerCudaRepository, hostPipeline } from "../../../src/index.ts";
import { proofOf, site } from "./site.ts";

hostPipeline("x", { config: site }, (_host, config) => {
  containerCudaRepository({
    driver: proofOf("nvidia-driver"),
    base: config.url,
    key: config.url,
    fingerprint: "A".repeat(40),
    cuda: config.release,
    cache: "/var/cache/x",
    deadline: config.deadline,
    lockDeadline: config.deadline,
  });
});
