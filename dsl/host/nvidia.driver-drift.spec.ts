import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../nvidia-world.ts";
import { type Drift, drifts, shell } from "./nvidia.drift.spec.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const loaded = (module: string) => [
  when.inWorld("cat", `/sys/module/${module}/version`),
  expect.says(`^${there.version}$`),
];
const isNode = (path: string, numbers: string) => [
  when.inWorld("stat", "--format=%F %Hr:%Lr", path),
  expect.says(`^character special file ${numbers}$`),
];

const nodeDrifts: Drift[] = [
  ...[
    ["/dev/nvidia0", "195:0"],
    ["/dev/nvidia1", "195:1"],
    ["/dev/nvidiactl", "195:255"],
    ["/dev/nvidia-uvm", "511:0"],
    ["/dev/nvidia-uvm-tools", "511:1"],
  ].flatMap(([path = "", numbers = ""]): Drift[] => [
    {
      name: `${path} is missing`,
      given: [given.noFile(path)],
      changed: ["device_nodes"],
      after: isNode(path, numbers),
    },
  ]),
  {
    name: "an empty file stands in the place of /dev/nvidia-uvm",
    given: [given.noFile("/dev/nvidia-uvm"), given.file("/dev/nvidia-uvm", "0666")],
    changed: ["device_nodes"],
    after: isNode("/dev/nvidia-uvm", "511:0"),
  },
  {
    name: "/dev/nvidia1 has the number of another GPU",
    given: [given.inWorld("ln", "--force", "/dev/.pool/nvidia0", "/dev/nvidia1")],
    changed: ["device_nodes"],
    after: isNode("/dev/nvidia1", "195:1"),
  },
  {
    name: "nvidia_uvm is not in the kernel",
    given: [given.inWorld("rmmod", "nvidia_uvm")],
    changed: ["modules"],
    after: loaded("nvidia_uvm"),
  },
  {
    name: "no module of the driver is in the kernel",
    given: [given.inWorld("rmmod", "nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia")],
    changed: ["modules"],
    after: [...loaded("nvidia"), ...loaded("nvidia_uvm")],
  },
  {
    name: "one more GPU is there",
    given: [given.gpus(3)],
    changed: ["nodes_at_boot", "device_nodes"],
    after: [
      expect.fileHas(there.nodesUnit, "^ExecStart=/usr/bin/nvidia-modprobe -c 0 -c 1 -c 2 -c 255$"),
      ...isNode("/dev/nvidia2", "195:2"),
    ],
  },
];

/** The installer replaces all of a driver or nothing, so the loaded module goes first and comes back afterwards. */
const reinstalled = ["old_module", "driver", "modules"] as const;

const driverDrifts: Drift[] = [
  ...Object.entries({
    "the CUDA library of the driver is gone": given.noFile(`${there.libraries}/libcuda.so.${there.version}`),
    "the management library of the driver is gone": given.noFile(
      `${there.libraries}/libnvidia-ml.so.${there.version}`,
    ),
    "nvidia-smi is gone": given.noFile("/usr/bin/nvidia-smi"),
    "nvidia-modprobe is empty": given.inWorld("truncate", "--size=0", "/usr/bin/nvidia-modprobe"),
    "the driver's record of itself is of another version": shell(
      `sed -i "1s/.*/1.0-57012406 (570.124.06)/" /var/lib/nvidia/log`,
    ),
    "the driver's record of itself is gone": given.noFile("/var/lib/nvidia/log"),
    "an installation of the driver did not come to its end": given.file(there.unfinished, "0644"),
  }).map(
    ([name, happened]): Drift => ({
      name,
      given: [happened],
      changed: reinstalled,
      after: [
        expect.file(`${there.libraries}/libcuda.so.${there.version}`, "0644"),
        expect.fileHas("/var/lib/nvidia/log", `^1\\.0-.* \\(${there.version.replaceAll(".", "\\.")}\\)$`),
        expect.noFile(there.unfinished),
      ],
    }),
  ),
  ...[there.runningKernel, there.nextKernel].flatMap((kernel): Drift[] => [
    {
      name: `the module for kernel ${kernel} is gone from the disk`,
      given: [given.noFile(`/lib/modules/${kernel}/updates/dkms/nvidia.ko`)],
      changed: ["driver"],
      after: [expect.file(`/lib/modules/${kernel}/updates/dkms/nvidia.ko`, "0644")],
    },
    {
      name: `dkms has no build for kernel ${kernel}`,
      given: [given.inWorld("dkms", "remove", "-m", "nvidia", "-v", there.version, "-k", kernel)],
      changed: ["driver"],
      after: [expect.file(`/lib/modules/${kernel}/updates/dkms/nvidia.ko`, "0644")],
    },
  ]),
];

/** Drift that no apply of its step can mend is a failure that says what was found. */
const beyondRepair = Object.entries({
  "nvcc is gone": { step: "nvcc", happened: given.noFile(there.nvcc), found: "found: +nothing" },
  "nvcc is of another release": {
    step: "nvcc",
    happened: given.file(
      there.nvcc,
      "0755",
      "#!/bin/sh\necho Cuda compilation tools, release 12.6, V12.6.1\n",
    ),
    found: "found: +release 12.6",
  },
  "nvidia-smi answers with another version": {
    step: "driver_answers",
    happened: given.file("/usr/bin/nvidia-smi", "0755", "#!/bin/sh\necho 570.124.06\n"),
    found: "found: +570.124.06",
  },
}).map(([name, { step, happened, found }]) =>
  scenario(
    name,
    given.layer(converged),
    happened,
    when.run(),
    expect.exit(1),
    expect.step("failed", step),
    expect.says(found),
  ),
);

export default specification(
  nvidia,
  {
    "drift of modules and nodes": nodeDrifts.map(drifts),
    "drift of the driver": driverDrifts.map(drifts).concat(beyondRepair),
  },
  { layers: [converged] },
);
