import { expectTypeOf, test } from "vitest";
import {
  aptPackage,
  aptPackages,
  bash,
  command,
  containerCudaRepository,
  containerInitialization,
  containerSmi,
  cudaDistribution,
  cudaRepository,
  directory,
  driverFitsCuda,
  driverPurge,
  file,
  initramfs,
  kernelHeaders,
  kernelModules,
  moduleBlacklist,
  moduleUnload,
  nvcc,
  nvidiaBootNodes,
  nvidiaDevices,
  nvidiaDriver,
  nvidiaNodes,
  nvidiaSmi,
  nvidiaUserSpace,
  pciDevice,
  pinnedDownload,
  rebootGate,
  runfileNamesVersion,
  secureBoot,
  singleSource,
  systemdUnit,
  text,
} from "../../src/index.ts";
import type { Resource } from "../../src/model/resource.ts";
import { proofOf, site } from "./site.ts";

const { url, version, release, sha256, deadline, on } = site;

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

test("files and commands", () => {
  expectTypeOf(file({ path: "/a", content: "" })).toEqualTypeOf<Resource<"file">>();
  expectTypeOf(directory({ path: "/a" })).toEqualTypeOf<Resource<"directory">>();
  expectTypeOf(command({ claim: "x", summary: "x", guard: bash`true`, effects: [] })).toEqualTypeOf<
    Resource<"x">
  >();
  expectTypeOf(systemdUnit).returns.toEqualTypeOf<Resource<"systemd-unit">>();
  // @ts-expect-error the path is not absolute
  refused(() => file({ path: "a", content: "" }));
  // @ts-expect-error a directory has no content
  refused(() => directory({ path: "/a", content: "" }));
  // @ts-expect-error the effects are missing
  refused(() => command({ claim: "x", summary: "x", guard: bash`true` }));
  // @ts-expect-error a unit has its type in its name
  refused(() => systemdUnit({ name: "x", content: "" }));
});

test("containers", () => {
  const running = proofOf("container-running");
  const waiting = { ctid: "901", repository: { base: url, file: "/x", source: "/y" }, deadline };
  expectTypeOf(containerInitialization({ ...waiting, running })).toEqualTypeOf<
    Resource<"container-initialized">
  >();
  // @ts-expect-error a deadline is a field of the configuration
  refused(() => containerInitialization({ ...waiting, deadline: 30, running }));
  // @ts-expect-error the container may not have been started with its new configuration
  refused(() => containerInitialization({ ...waiting, running: proofOf("gpu-passthrough") }));
});

test("the driver in a container", () => {
  const nodes = proofOf("nvidia-devices");
  const installer = { installer: "/x.run", sha256, version };
  expectTypeOf(nvidiaNodes).returns.toEqualTypeOf<Resource<"nvidia-devices">>();
  expectTypeOf(nvidiaUserSpace({ ...installer, nodes })).toEqualTypeOf<Resource<"nvidia-driver">>();
  expectTypeOf(containerSmi({ nodes, version, origin: text`900` })).toEqualTypeOf<
    Resource<"nvidia-driver-verified">
  >();
  // @ts-expect-error the nodes were not given to the container
  refused(() => nvidiaNodes({ gpus: "0", deadline, passthrough: proofOf("container-running") }));
  // @ts-expect-error the nodes may not be there yet
  refused(() => nvidiaUserSpace({ ...installer, nodes: proofOf("gpu-passthrough") }));
  // @ts-expect-error where does the driver come from?
  refused(() => containerSmi({ nodes, version }));
  // @ts-expect-error a verified driver is another claim than an installed one
  refused(() => containerSmi({ nodes, version, origin: text``, driver: proofOf("nvidia-driver-verified") }));
});

test("downloads and packages", () => {
  expectTypeOf(pinnedDownload({ from: url, sha256, into: "/c", deadline })).toEqualTypeOf<
    Resource<"runfile">
  >();
  expectTypeOf(aptPackages).returns.toEqualTypeOf<Resource<"packages">>();
  expectTypeOf(
    aptPackage({ name: "x", from: proofOf("cuda-repository"), lockDeadline: deadline }),
  ).toEqualTypeOf<Resource<"package">>();
  expectTypeOf(kernelHeaders).returns.toEqualTypeOf<Resource<"kernel-headers">>();
  // @ts-expect-error a version is no URL
  refused(() => pinnedDownload({ from: version, sha256, into: "/c", deadline }));
  // @ts-expect-error the wait for the lock has no deadline
  refused(() => aptPackages({ names: ["x"] }));
  // @ts-expect-error another proof than a repository's
  refused(() => aptPackage({ name: "x", from: proofOf("packages"), lockDeadline: deadline }));
  // @ts-expect-error the wait for the lock has no deadline
  refused(() => kernelHeaders({}));
});

test("CUDA", () => {
  const asked = { base: url, key: url, fingerprint: site.fingerprint, cuda: release } as const;
  const rest = { ...asked, cache: "/c", deadline, lockDeadline: deadline } as const;
  const distribution = proofOf("toolkit-published");
  const driver = proofOf("nvidia-driver-verified");
  expectTypeOf(cudaRepository({ ...rest, driver, distribution })).toEqualTypeOf<
    Resource<"cuda-repository">
  >();
  expectTypeOf(cudaDistribution).returns.toEqualTypeOf<Resource<"toolkit-published">>();
  expectTypeOf(driverFitsCuda).returns.toEqualTypeOf<Resource<"driver-fits-cuda">>();
  expectTypeOf(runfileNamesVersion).returns.toEqualTypeOf<Resource<"runfile-version">>();
  expectTypeOf(nvcc({ toolkit: proofOf("package"), cuda: release })).toEqualTypeOf<Resource<"nvcc">>();
  expectTypeOf(singleSource({ base: url, keep: "/a" })).toEqualTypeOf<Resource<"single-source">>();
  // @ts-expect-error the path is not absolute
  refused(() => singleSource({ base: url, keep: "a" }));
  // @ts-expect-error an installed driver has not answered yet
  refused(() => cudaRepository({ ...rest, driver: proofOf("nvidia-driver"), distribution }));
  expectTypeOf(containerCudaRepository({ ...rest, driver })).toEqualTypeOf<Resource<"cuda-repository">>();
  // @ts-expect-error an installed driver has not answered in the container yet
  refused(() => containerCudaRepository({ ...rest, driver: proofOf("nvidia-driver") }));
  // @ts-expect-error a version is no release
  refused(() => cudaDistribution({ cuda: version, base: url }));
  // @ts-expect-error a release is no version
  refused(() => driverFitsCuda({ version: release, cuda: release }));
  // @ts-expect-error the URL is missing
  refused(() => runfileNamesVersion({ version }));
  // @ts-expect-error another proof than the toolkit's
  refused(() => nvcc({ toolkit: proofOf("cuda-repository"), cuda: release }));
});

test("hardware and boot", () => {
  expectTypeOf(pciDevice).returns.toEqualTypeOf<Resource<"pci-device">>();
  expectTypeOf(secureBoot).returns.toEqualTypeOf<Resource<"secure-boot">>();
  expectTypeOf(moduleBlacklist({ modules: ["x"], path: "/a" })).toEqualTypeOf<Resource<"module-blacklist">>();
  expectTypeOf(initramfs({ newerThan: "/a" })).toEqualTypeOf<Resource<"initramfs">>();
  expectTypeOf(rebootGate).returns.toEqualTypeOf<Resource<"reboot-gate">>();
  // @ts-expect-error a vendor is written in hexadecimal
  refused(() => pciDevice({ vendor: "10de", classes: ["0x0300"], notBoundTo: "vfio-pci" }));
  // @ts-expect-error whose module?
  refused(() => secureBoot({}));
  // @ts-expect-error the path is not absolute
  refused(() => moduleBlacklist({ modules: ["x"], path: "a" }));
  // @ts-expect-error the path is not absolute
  refused(() => initramfs({ newerThan: "a" }));
  // @ts-expect-error proofs are missing
  refused(() => rebootGate({ vendor: "0x10de", classes: ["0x0300"], drivers: [] }));
});

test("the driver", () => {
  expectTypeOf(moduleUnload).returns.toEqualTypeOf<Resource<"module-unload">>();
  expectTypeOf(driverPurge).returns.toEqualTypeOf<Resource<"driver-purge">>();
  expectTypeOf(nvidiaDriver).returns.toEqualTypeOf<Resource<"nvidia-driver">>();
  expectTypeOf(kernelModules).returns.toEqualTypeOf<Resource<"kernel-modules">>();
  expectTypeOf(nvidiaDevices).returns.toEqualTypeOf<Resource<"nvidia-devices">>();
  expectTypeOf(nvidiaBootNodes).returns.toEqualTypeOf<Resource<"nvidia-boot-nodes">>();
  expectTypeOf(nvidiaSmi).returns.toEqualTypeOf<Resource<"nvidia-driver-verified">>();
  const driver = proofOf("nvidia-driver");
  const unloaded = proofOf("module-unload");
  // @ts-expect-error nothing is removed before the replacement is there
  refused(() => moduleUnload({ installer: "/x", version, guestDeadline: deadline }));
  const consent = { consent: version };
  // @ts-expect-error consent is a switch, not a version
  refused(() => driverPurge({ unloaded, version, lockDeadline: deadline, ...consent }));
  // @ts-expect-error a verified driver is another claim
  refused(() => kernelModules({ driver: proofOf("nvidia-driver-verified"), modules: [], version }));
  // @ts-expect-error nodes are made after the modules
  refused(() => nvidiaDevices({ vendor: "0x10de", classes: [], notBoundTo: "vfio-pci", deadline }));
  // @ts-expect-error a unit at boot is a service
  refused(() => nvidiaBootNodes({ unit: "x.timer", vendor: "0x10de", classes: [], notBoundTo: "x", driver }));
  // @ts-expect-error the nodes are not there yet
  refused(() => nvidiaSmi({ driver, version }));
  const parts = { runfile: proofOf("runfile"), headers: proofOf("kernel-headers"), installer: "/x", sha256 };
  // @ts-expect-error the old driver is still there
  refused(() => nvidiaDriver({ ...parts, version, moduleType: site.flavour }));
  expectTypeOf(on).not.toExtend<typeof version>();
});
