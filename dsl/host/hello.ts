import { directory, file, hostPipeline, text } from "../../src/index.ts";
import { hypervisorConfig } from "../phoenix-config.ts";

/** Greets whoever logs in. */
export default hostPipeline("hello", { config: hypervisorConfig }, (host, config) => {
  /** Keeps the greeting in one place. */
  const place = host.ensure("place", directory({ path: "/srv/hello" }));
  /** Who logs in must know that this host is managed. */
  host.ensure(
    "greeting",
    file({ path: "/srv/hello/motd", content: text`managed, driver ${config.nvidia_driver.version}\n`, needs: [place] }),
  );
});
