import { containerInitialization, hostPipeline } from "../../../src/index.ts";
import { proofOf } from "../site.ts";
import { fetched, site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  const { ctid } = host.container(901);
  const restarted = proofOf("container-restarted");
  containerInitialization({ ctid, mirror: "", fetched, deadline: 30, restarted });
});
