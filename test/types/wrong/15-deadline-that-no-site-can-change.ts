import { containerInitialization, hostPipeline } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  const container = host.container(901);
  container.waitForInitialization("up", containerInitialization({ ctid: container.ctid, deadline: 30 }));
});
