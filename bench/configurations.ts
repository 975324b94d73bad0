const template = "/var/lib/vz/template/cache/debian-12-standard_12.7-1_amd64.tar.zst";
/** Beyond every container that a world has. */
const firstCtid = 10_000;
/** A container offers its snapshot to the clones behind it, up to the next one that does. */
const family = 10;

const pool = { storage_pool: "local-zfs", storage_size_gb: 16, unprivileged: true };

/**
 * A configuration of as many containers as wanted: a tenth are set up once, the first of them from a template and the
 * others as its clones, and nine containers are cloned from each.
 */
export function configurationOf(containers: number): object {
  const entries = Array.from({ length: containers }, (_, index) => [
    String(firstCtid + index),
    containerAt(index),
  ]);
  return { lxc_configs: Object.fromEntries(entries) };
}

function containerAt(index: number): object {
  const own = {
    ...pool,
    name: `guest-${index}`,
    memory_mb: 2048,
    cores: 2,
    start_at_boot: false,
    gpu_assignment: "none",
    network_config: { name: "eth0", bridge: "vmbr0", ip: addressAt(index), gw: "10.0.0.1" },
  };
  return index % family === 0
    ? { ...own, ...originOf(index), features: ["base_setup"], template_snapshot_name: "base-snapshot" }
    : { ...own, clone_from_ctid: String(firstCtid + index - (index % family)), features: ["docker"] };
}

function originOf(index: number): object {
  return index === 0 ? { template } : { clone_from_ctid: String(firstCtid) };
}

/** Each its own, and none that a world's own containers have. */
function addressAt(index: number): string {
  return `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}/16`;
}
