import { configuration, field } from "../src/index.ts";

/** What the rest of the system reads of a container: known here, so that only what is unknown is noted. */
const known = {
  is_template: field.known("Whether the container is turned into a template of Proxmox."),
  secondary_network_config: field.knownAnything("The second network interface."),
  public_interface: field.knownAnything("An interface with an address of the outside."),
  apparmor_manages_nesting: field.known("Whether the profile allows nesting."),
  id_maps: field.knownList("Mappings of user and group numbers."),
  zfs_volumes: field.knownList("Volumes that are allocated for the container."),
  volumes: field.knownList("The older name of zfs_volumes."),
  firewall: field.knownSection("Firewall of the container.", {
    enabled: field.known("Whether the firewall is on."),
    rules: field.knownList("Rules, in order."),
  }),
  health_checks: field.knownList("Scripts that show that the application works."),
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

const address = /^[0-9A-Fa-f.:]+([ ,]+[0-9A-Fa-f.:]+)*$/;
const addressWords = 'addresses such as "10.0.0.13" or ["10.0.0.13", "10.0.0.14"]';
const mac = /^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$/;
const macWords = "a MAC address such as 52:54:00:00:09:01";
const name = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** How the container is made, and what Proxmox gives it: what is absent is left as it is. */
const settings = {
  name: field.optional(
    field.line(
      "Host name of the container.",
      /^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/,
      "a host name such as gpu-1",
    ),
  ),
  template: field.optional(
    field.line(
      "Archive of the template; on the root of a chain of clones only.",
      /^(\/|[A-Za-z0-9._-]+:vztmpl\/)[A-Za-z0-9._@+/-]+$/,
      "the path of a template archive",
    ),
  ),
  template_snapshot_name: field.withRole(
    field.optional(
      field.line(
        "Snapshot that this container offers for clones.",
        /^[A-Za-z][A-Za-z0-9_-]{1,39}$/,
        "a name of a snapshot: a letter, then letters, digits, _ and -",
      ),
    ),
    "snapshot",
  ),
  storage_pool: field.optional(
    field.line("Storage of Proxmox for the root disk.", name, "the name of a storage such as local-zfs"),
  ),
  storage_size_gb: field.optional(field.whole("Size of the root disk in GiB.", 1, 65536)),
  unprivileged: field.optional(field.truth("Whether the container's root is an ordinary user of the host.")),
  memory_mb: field.optional(field.whole("Memory in MiB.", 16, 16777216)),
  swap_mb: field.optional(field.whole("Swap in MiB.", 0, 16777216)),
  cores: field.optional(field.whole("Number of CPU cores.", 1, 8192)),
  network_config: field.section({
    name: field.optional(
      field.line(
        "Name inside the container; eth0 where absent.",
        /^[A-Za-z0-9._-]{2,16}$/,
        "a name such as eth0",
      ),
    ),
    bridge: field.optional(
      field.line("Bridge of the host.", /^[A-Za-z0-9._-]{1,16}$/, "a name such as vmbr0"),
    ),
    ip: field.uniqueWithin(
      field.optional(
        field.line(
          "Address with prefix length, or dhcp.",
          /^(dhcp|manual|[0-9.]+\/[0-9]{1,2})$/,
          "an address with prefix length such as 10.0.0.201/24, or dhcp",
        ),
      ),
      "bridge",
    ),
    gw: field.optional(field.line("Gateway.", /^[0-9.]+$/, "an address such as 10.0.0.1")),
    nameservers: field.optional(field.list("Name servers.", address, addressWords)),
    nameserver: field.optional(field.list("Name servers, as others call them.", address, addressWords)),
    hwaddr: field.uniqueWithin(field.optional(field.line("MAC address.", mac, macWords)), "bridge"),
  }),
  dns_nameservers: field.optional(field.list("Name servers.", address, addressWords)),
  mac_address: field.uniqueWithin(
    field.optional(field.line("MAC address of the first interface.", mac, macWords)),
    "bridge",
  ),
  start_at_boot: field.optional(field.truth("Whether the container starts with the host.")),
  boot_order: field.optional(field.whole("Place in the order of starts.", 0, 999999)),
  boot_delay: field.optional(field.whole("Seconds to the next start.", 0, 86400)),
  pct_options: field.optional(
    field.list(
      "Feature flags of Proxmox.",
      /^[a-z_]+=[A-Za-z0-9;_.-]+$/,
      'a list of flags such as ["nesting=1", "keyctl=1"]',
    ),
  ),
  lxc_options: field.optional(
    field.list(
      "Raw lines for the container's configuration.",
      /^lxc\.[a-z0-9_.-]+ *[=:][ -~]*$/,
      'a list of lines such as ["lxc.cap.drop: sys_module"]',
      "\t",
    ),
  ),
  apparmor_profile: field.optional(
    field.line("AppArmor profile.", /^[A-Za-z0-9._/-]+$/, "the name of a profile such as unconfined"),
  ),
  mount_points: field.optional(field.mounts("Directories of the host that the container sees.")),
  dependencies: field.withRole(
    field.optional(
      field.list(
        "CTIDs and VMIDs that come first.",
        /^[1-9][0-9]{2,8}$/,
        'numbers of guests such as ["900", "1002"]',
      ),
    ),
    "dependencies",
  ),
  application_script: field.optional(
    field.line("Script in bin/ that is run inside after the features.", name, "the name of a file in bin/"),
  ),
  health_check: field.section({
    command: field.optional(
      field.line(
        "Shell command that ends with 0 once the application works.",
        /^[ -~]+$/,
        "a command of one line",
      ),
    ),
    retries: field.withDefault(field.whole("How often it is tried.", 1, 1000), 3),
    interval: field.withDefault(field.whole("Seconds between two tries.", 1, 3600), 5),
  }),
};

/** What one container is to have. */
const container = field.section(
  {
    vllm_engine_config: field.options(
      "Options of the vLLM server, in blocks or not; where it is absent none is run. Its model is model.",
    ),
    ...settings,
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
