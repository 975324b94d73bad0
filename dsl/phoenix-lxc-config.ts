import { configuration, field } from "../src/index.ts";

/** What the rest of the system reads of a container: known here, so that only what is unknown is noted. */
const known = {
  name: field.known("Host name of the container."),
  memory_mb: field.known("Memory in MiB."),
  swap_mb: field.known("Swap in MiB."),
  cores: field.known("Number of CPU cores."),
  template: field.known("Path of the template archive; on the root of a chain of clones only."),
  template_snapshot_name: field.known("Snapshot that this container offers for clones."),
  is_template: field.known("Whether the container is turned into a template of Proxmox."),
  storage_pool: field.known("Storage of Proxmox for the root disk."),
  storage_size_gb: field.known("Size of the root disk in GiB."),
  network_config: field.knownSection("The first network interface.", {
    name: field.known("Name inside the container, such as eth0."),
    bridge: field.known("Bridge of the host."),
    ip: field.known("Address with prefix length, or dhcp."),
    gw: field.known("Gateway."),
    nameservers: field.knownValues("Name servers."),
    nameserver: field.knownValues("Name servers."),
    hwaddr: field.known("MAC address."),
  }),
  secondary_network_config: field.knownAnything("The second network interface."),
  public_interface: field.knownAnything("An interface with an address of the outside."),
  dns_nameservers: field.knownValues("Name servers."),
  mac_address: field.known("MAC address of the first interface."),
  unprivileged: field.known("Whether the container's root is an ordinary user of the host."),
  pct_options: field.knownList("Feature flags of Proxmox such as nesting=1."),
  lxc_options: field.knownList("Raw lines for the container's configuration."),
  apparmor_profile: field.known("AppArmor profile; unconfined where absent."),
  apparmor_manages_nesting: field.known("Whether the profile allows nesting."),
  start_at_boot: field.known("Whether the container starts with the host."),
  boot_order: field.known("Place in the order of starts."),
  boot_delay: field.known("Seconds to the next start."),
  id_maps: field.knownList("Mappings of user and group numbers."),
  mount_points: field.knownList("Directories of the host that the container sees."),
  zfs_volumes: field.knownList("Volumes that are allocated for the container."),
  volumes: field.knownList("The older name of zfs_volumes."),
  firewall: field.knownSection("Firewall of the container.", {
    enabled: field.known("Whether the firewall is on."),
    rules: field.knownList("Rules, in order."),
  }),
  dependencies: field.knownList("CTIDs and VMIDs that must run first."),
  application_script: field.known("Script that is run inside after the features."),
  health_check: field.knownSection("Command that shows that the application works.", {
    command: field.known("The command."),
    retries: field.known("How often it is tried."),
    interval: field.known("Seconds between two tries."),
  }),
  health_checks: field.knownList("Scripts that show that the application works."),
  vllm_engine_config: field.knownSection("Options of the vLLM server."),
  vllm_args: field.knownList("Options of the vLLM server, as arguments."),
  traefik_service: field.knownSection("Route of the reverse proxy to this container.", {
    name: field.known("Host name below the domain."),
    port: field.known("Port inside the container."),
    scheme: field.known("http or https."),
  }),
  bootstrap_ca_url: field.known("URL of the certificate authority."),
  enable_lifecycle_snapshots: field.known("Whether snapshots are taken between the stages."),
  trigger_sync_on_completion: field.known("Whether stacks are brought up when this container has started."),
  tests: field.knownSection("Test suites by name."),
  integration_tests: field.knownAnything("The older form of tests."),
  run_integration_tests: field.known("The older switch of tests."),
  ports: field.knownList("Ports as host:container."),
  portainer_role: field.known("server, agent, infrastructure or none."),
  dns_records: field.knownList("Records of the name server for this container."),
};

/** Fields of a container that the one at the root of the file stands in for. */
const shared = {
  nvidia_repo_url: field.optional(
    field.orRoot(
      field.url(
        "The CUDA repository for containers, where it is another than the host's; may name one distribution.",
      ),
    ),
  ),
  nvidia_runfile_url: field.sameAs(
    field.optional(field.orRoot(field.url("Where the driver's .run is: as in the host's configuration."))),
    ["nvidia_driver", "runfile_url"],
  ),
  nvidia_driver_version: field.sameAs(
    field.optional(field.orRoot(field.version("Version of the driver: as in the host's configuration."))),
    ["nvidia_driver", "version"],
  ),
};

/** What one container is to have, as far as a feature script reads it. */
const container = field.section(
  {
    gpu_assignment: field.gpus("GPUs of the host that this container gets: indices, or none."),
    clone_from_ctid: field.optional(
      field.parent("The container that this one is a clone of; its features are inherited."),
    ),
    features: field.optional(field.features("What is installed in this container; clones inherit it.")),
    ...shared,
  },
  known,
);

/** `phoenix_lxc_configs.json`: the containers by CTID. Fields at its root stand in where a container has none. */
export const lxcConfig = configuration({
  name: "phoenix_lxc_configs",
  file: "/usr/local/phoenix_hypervisor/etc/phoenix_lxc_configs.json",
  schema: field.section(
    { lxc_configs: field.containers("The containers of this host, by CTID.", container) },
    {
      $schema: field.known("Schema for editors."),
      ...field.standIns(shared),
      lxc_templates: field.knownSection("Template archives by file name."),
    },
  ),
});
