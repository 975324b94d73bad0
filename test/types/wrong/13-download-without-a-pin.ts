import { hostPipeline, pinnedDownload } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host, config) => {
  const { url, deadline } = config;
  host.ensure("runfile", pinnedDownload({ from: url, into: "/var/cache/x", deadline }));
});
