import { expect, given, layer, when } from "../src/index.ts";

/** Where Proxmox has the archives of its templates. */
export const template = "/var/lib/vz/template/cache/debian-12-standard_12.7-1_amd64.tar.zst";

/** Containers that are declared so, and no others. */
export const declared = (containers: Record<string, object>) =>
  given.lxcConfig(JSON.stringify({ lxc_configs: containers }));

const network = (host: number) => ({
  network_config: { name: "eth0", bridge: "vmbr0", ip: `10.0.0.${host}/24`, gw: "10.0.0.1" },
});
const pool = { storage_pool: "local-zfs", storage_size_gb: 16, unprivileged: false };

/** From a template, with a snapshot for clones. */
export const base = {
  ...pool,
  ...network(200),
  name: "base",
  template,
  memory_mb: 2048,
  template_snapshot_name: "base-snapshot",
};
/** A clone of a container, with an address of its own. */
export const clone = (of: number, host: number, more: object = {}) => ({
  ...pool,
  ...network(host),
  name: `clone-${host}`,
  memory_mb: 4096,
  clone_from_ctid: String(of),
  ...more,
});

/** The base, a clone with GPUs and the user space of their driver, and the clones of this one. */
export const hierarchy = {
  "900": { ...base, features: ["base_setup"] },
  "901": clone(900, 201, {
    features: ["nvidia"],
    gpu_assignment: "0,1",
    template_snapshot_name: "gpu-snapshot",
  }),
  "902": clone(900, 202),
  "910": clone(901, 210, { features: ["nvidia"], gpu_assignment: "0" }),
  "911": clone(901, 211, { features: ["nvidia"], gpu_assignment: "1", start_at_boot: true }),
};

/** A host with two GPUs and the archive, on which there is no container yet. */
export const readyHost = layer(
  "ready host without containers",
  given.readyHost(2),
  given.template("debian12"),
);

/** All of them, as one run has made them. */
export const whole = layer(
  "whole hierarchy",
  ...readyHost.sentences,
  declared(hierarchy),
  when.run("--LetsGo"),
  expect.exit(0),
);
