import { hostPipeline, pinnedDownload } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host, config) => {
  const { version, sha256, deadline } = config;
  host.ensure("runfile", pinnedDownload({ from: version, sha256, into: "/var/cache/x", deadline }));
});
