import { directory, hostPipeline } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  host.ensure("cache", directory({ path: "~/cache" }));
});
