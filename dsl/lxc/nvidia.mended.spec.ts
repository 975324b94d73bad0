import { expect, given, scenario, specification } from "../../src/index.ts";
import { converged, ctid, ready, removedInside, runFor } from "../lxc-world.ts";
import { cache, source } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const url = "file:/srv/cuda/repos/debian12/x86_64/";

/** Faults that a reader of the script found: each could be met on a real host. */
const mended = [
  scenario(
    "a container that is to lose its GPUs is not left down by a run that was killed",
    given.layer(converged),
    given.lxcConfig('.lxc_configs."901".gpu_assignment = "none"'),
    given.fault("pct", { action: "kill-script", matching: "^start" }),
    runFor(ctid),
    expect.containerState(ctid, "stopped"),
    given.noMoreFaults(),
    runFor(ctid),
    expect.exit(0),
    expect.step("changed", "restart"),
    expect.containerState(ctid, "running"),
    runFor(ctid),
    expect.exit(0),
    expect.step("ok", "restart"),
  ),
  scenario(
    "a container that has everything needs its repository no more, nor a network",
    given.layer(ready),
    given.config('.nvidia_driver.cuda_repo_base_url = "http://mirror.example:8080/cuda/repos"'),
    given.mirror(),
    runFor(ctid),
    expect.exit(0),
    given.containerBoot(ctid, { network: "never" }),
    given.containerRestarted(ctid),
    given.config(".nvidia_driver.initialization_deadline_seconds = 1"),
    runFor(ctid),
    expect.exit(0),
    expect.neverSays("^(changed|failed)"),
  ),
  scenario(
    "sources that keep apt from everything are put in order before the first package is installed",
    given.layer(converged),
    removedInside("kmod"),
    given.containerFile(
      ctid,
      "/etc/apt/sources.list.d/cuda.list",
      "0644",
      `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${url} /\n`,
    ),
    runFor(ctid),
    expect.changedOnly("apt_sources", "installer_tools"),
    expect.containerFileHas(ctid, source, url),
  ),
  scenario(
    "a key is fetched under a name of the container's own: another run may be at the same key",
    given.layer(ready),
    given.recorded("gpg"),
    runFor(ctid),
    expect.exit(0),
    expect.calls(`^gpg .* -- ${cache}/cuda-[0-9A-F]{40}\\.for-${ctid}\\.fetched$`),
    expect.neverCalls(`${cache}/cuda-[0-9A-F]{40}\\.(gpg\\.)?(fetched|binary)`),
  ),
];

export default specification(
  nvidia,
  { "container faults that were mended": mended },
  { layers: [ready, converged] },
);
