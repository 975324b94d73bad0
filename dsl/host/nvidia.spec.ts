import { expect, given, layer, scenario, specification, when } from "../../src/index.ts";
import nvidia from "./nvidia.ts";

/** A host on which the whole script has run once. */
export const converged = layer("converged host", given.gpus(2), given.config(), when.run(), expect.exit(0));

/** Nothing is removed until its replacement is there; driver, answer, repository, toolkit, compiler. */
const inOrder = [
  ...["runfile", "apt_sources", "build_tools", "kernel_headers", "nouveau_off", "initramfs", "reboot"],
  ...["old_module", "old_driver", "driver", "modules_at_boot", "nodes_at_boot", "modules", "device_nodes"],
  ...["driver_answers", "cuda_repository", "cuda_toolkit", "nvcc"],
];

const toolkitSteps = ["cuda_repository", "cuda_toolkit", "nvcc"];

export default specification(
  nvidia,
  {
    "fresh and converged": [
      scenario(
        "a fresh host gets driver, repository and toolkit",
        given.host(),
        given.gpus(2),
        given.config(),
        when.run(),
        expect.exit(0),
        expect.step(
          "changed",
          "runfile",
          "build_tools",
          "kernel_headers",
          "nouveau_off",
          "initramfs",
          "driver",
        ),
        expect.step("changed", "cuda_repository", "cuda_toolkit"),
        expect.step("ok", "reboot", "old_module", "old_driver", "driver_answers", "nvcc"),
        expect.order(...inOrder),
        expect.calls("^nvidia-installer .*--silent"),
        expect.neverCalls("--no-kernel-module"),
        expect.file("/usr/bin/nvidia-smi", "0755"),
        expect.package("cuda-toolkit-12-8", "installed"),
        expect.package("cuda-drivers", "absent"),
        expect.fileHas("/etc/modprobe.d/phoenix-nouveau.conf", "^blacklist nouveau$"),
      ),
      scenario(
        "a second run changes nothing",
        given.layer(converged),
        when.remembered(),
        when.run(),
        expect.exit(0),
        expect.step("ok", "runfile", "build_tools", "kernel_headers", "nouveau_off", "initramfs", "reboot"),
        expect.step(
          "ok",
          "old_module",
          "old_driver",
          "driver",
          "modules_at_boot",
          "nodes_at_boot",
          "modules",
        ),
        expect.step("ok", "device_nodes", "driver_answers", "cuda_repository", "cuda_toolkit", "nvcc"),
        expect.neverSays("^(changed|would|unknown|failed)"),
        expect.unchanged(),
      ),
      scenario(
        "a plan on a fresh host tells every change and writes nothing",
        given.host(),
        given.gpus(2),
        given.config(),
        when.remembered(),
        when.plan(),
        expect.exit(3),
        expect.step(
          "would",
          "runfile",
          "build_tools",
          "kernel_headers",
          "nouveau_off",
          "driver",
          "cuda_toolkit",
        ),
        expect.unchanged(),
        expect.step("would", "modules_at_boot", "nodes_at_boot", "cuda_repository"),
        expect.step("unknown", "initramfs", "modules", "device_nodes", "driver_answers", "nvcc"),
      ),
      scenario(
        "a plan on a converged host is all ok",
        given.layer(converged),
        when.remembered(),
        when.plan(),
        expect.exit(0),
        expect.neverSays("^(would|unknown)"),
        expect.unchanged(),
      ),
    ],
    "what is switched off": [
      scenario(
        "install false: says so and does nothing",
        given.host(),
        given.config(".nvidia_driver.install = false | del(.nvidia_driver.version)"),
        given.recorded("apt-get", "dpkg-query", "wget"),
        when.run(),
        expect.exit(0),
        expect.says("switches this feature off"),
        expect.neverCalls("."),
        expect.noFile("/usr/local/phoenix_hypervisor/cache"),
      ),
      scenario(
        "host_toolkit false: the driver alone, and the rest is said to be skipped",
        given.host(),
        given.gpus(1),
        given.config(".nvidia_driver.host_toolkit = false"),
        when.run(),
        expect.exit(0),
        expect.step("ok", "driver_answers"),
        expect.step("skipped", ...toolkitSteps),
        expect.says("host_toolkit is false"),
        expect.package("cuda-toolkit-12-8", "absent"),
        expect.noFile("/etc/apt/sources.list.d/phoenix-cuda.list"),
      ),
    ],
  },
  { layers: [converged], forms: { "fresh and converged": ["standalone", "baked"] } },
);
