import { cudaDistribution, cudaRepository, hostPipeline, nvidiaDriver } from "../../../src/index.ts";
import { site } from "./site.ts";

declare const parts: Omit<Parameters<typeof nvidiaDriver>[0], "needs">;

hostPipeline("x", { config: site }, (host, config) => {
  const driver = host.ensure("driver", nvidiaDriver(parts));
  const distribution = host.require("distribution", cudaDistribution({ cuda: config.release, base: config.url }));
  cudaRepository({
    driver,
    distribution,
    base: config.url,
    key: config.url,
    fingerprint: "A".repeat(40),
    cuda: config.release,
    cache: "/var/cache/x",
    deadline: config.deadline,
    lockDeadline: config.deadline,
  });
});
