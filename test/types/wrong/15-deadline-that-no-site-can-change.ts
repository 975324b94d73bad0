import { containerInitialization, hostPipeline } from "../../../src/index.ts";
import { proofOf } from "../site.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  const { ctid } = host.container(901);
  containerInitialization({ ctid, deadline: 30, running: proofOf("container-running") });
});
