import { file, hostPipeline, text } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host, config) => {
  host.ensure("motd", file({ path: "/etc/motd", content: text`driver ${config.driver_version}\n` }));
});
