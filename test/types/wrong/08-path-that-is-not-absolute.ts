import { file, hostPipeline } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  host.ensure("motd", file({ path: "etc/motd", content: "managed\n" }));
});
