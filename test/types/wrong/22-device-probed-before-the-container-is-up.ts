import { hostPipeline, nvidiaNodes } from "../../../src/index.ts";
import { proofOf, site } from "./site.ts";

hostPipeline("x", { config: site }, (host, config) => {
  const passthrough = proofOf("gpu-passthrough");
  host.container(901).waitFor("devices", nvidiaNodes({ gpus: "0", deadline: config.deadline, passthrough }));
});
