import { aptPackage, aptPackages, hostPipeline } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host, config) => {
  const tools = host.ensure("tools", aptPackages({ names: ["dkms"], lockDeadline: config.deadline }));
  aptPackage({ name: "cuda-toolkit-12-8", from: tools, lockDeadline: config.deadline });
});
