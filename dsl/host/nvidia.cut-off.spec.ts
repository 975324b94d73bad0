import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { cutOff } from "../cut-off.ts";
import { distribution, purged } from "./nvidia.purge.spec.ts";
import { prepared } from "./nvidia.replace.spec.ts";
import { toolkitUnpacked } from "./nvidia.room.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

export default specification(
  nvidia,
  {
    "cut off while unpacked": [
      scenario(
        "what lacks its dependencies is completed first, or apt refuses to unpack again what was cut off beside it",
        given.layer(converged),
        ...toolkitUnpacked,
        given.inWorld(...cutOff("make")),
        when.run(),
        expect.exit(0),
        expect.says("^warning +cuda_toolkit: dpkg died while it unpacked make: "),
        expect.package("make", "installed"),
        expect.package("cuda-nvcc-12-8", "installed"),
      ),
      scenario(
        "what was cut off keeps no other package from being purged",
        ...distribution,
        given.inWorld(...cutOff("make")),
        when.run("--purge"),
        ...purged,
        expect.package("make", "installed"),
      ),
      scenario(
        "a package of the distribution's driver cannot be removed: told before anything is changed",
        ...distribution,
        given.inWorld(...cutOff("libcuda1")),
        when.remembered(),
        when.run("--purge"),
        expect.exit(4),
        expect.step("failed", "old_driver"),
        expect.says("next: +apt-get install --reinstall libcuda1; where no archive has it, dpkg --purge"),
        expect.unchanged(),
        given.inWorld("apt-get", "--yes", "install", "--reinstall", "libcuda1"),
        when.run("--purge"),
        ...purged,
      ),
    ],
  },
  { layers: [converged, prepared] },
);
