import { hostPipeline, nvcc, pciDevice } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host, config) => {
  const gpu = host.require("gpu", pciDevice({ vendor: "0x10de", classes: ["0x0300"], notBoundTo: "vfio-pci" }));
  nvcc({ toolkit: gpu, cuda: config.release });
});
