import { bash, command, hostPipeline } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  const ping = command({ claim: "answers", summary: "it answers", guard: bash`ping -c 1 ct`, effects: [] });
  host.container(901).waitForInitialization("up", ping);
});
