import { file, hostPipeline } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  host.container(901).ensure("motd", file({ path: "/etc/motd", content: "managed\n" }));
});
