import { configuration, field } from "../src/index.ts";

/** What the rest of the system reads of the host: known here, so that only what is unknown is noted. */
const known = {
  $schema: field.known("Schema for editors."),
  version: field.known("Version of this file."),
  author: field.known("Who wrote this file."),
  domain_name: field.known("Domain of the guests."),
  timezone: field.known("Time zone of the host."),
  mount_point_base: field.known("Directory that shared storage is mounted below."),
  users: field.knownSection("The administrator of the host.", {
    username: field.known("Name of the account."),
    password_hash: field.known("Hash for crypt(3); empty or NOT_SET for none."),
    sudo_access: field.known("Whether the account may use sudo."),
    ssh_public_key: field.known("Key the account logs in with."),
  }),
  core_paths: field.knownSection("Paths of the other configuration files.", {
    lxc_config_file: field.known("Configuration of the containers."),
    vm_config_file: field.known("Configuration of the virtual machines."),
  }),
  network: field.knownSection("Network of the host.", {
    hostname: field.known("Name of the host."),
    interfaces: field.knownSection("The interface of the host.", {
      name: field.known("Name such as vmbr0."),
      address: field.known("Address with prefix length."),
      gateway: field.known("Gateway."),
      dns_nameservers: field.knownValues("Name servers: one text, or a list."),
    }),
    nfs_server: field.known("Address of the NFS server."),
    workgroup: field.known("Workgroup of Samba."),
    portainer_agent_port: field.known("Port of the Portainer agents."),
  }),
  nfs: field.knownSection("Directories exported by NFS."),
  samba: field.knownSection("Directories shared by Samba."),
  zfs: field.knownSection("Pools, data sets and memory of ZFS."),
  proxmox_storage_ids: field.knownSection("Storages of Proxmox by data set."),
  proxmox_defaults: field.knownSection("Defaults of guests."),
  behavior: field.knownSection("How the orchestration behaves."),
  shared_volumes: field.knownSection("Directories of the host that guests share."),
  shared_zfs_volumes: field.knownSection("Volumes that guests share."),
  firewall: field.knownSection("Firewall of the cluster.", {
    enabled: field.known("Whether the firewall is on."),
    default_input_policy: field.known("ACCEPT, DROP or REJECT."),
    default_output_policy: field.known("ACCEPT, DROP or REJECT."),
    global_firewall_rules: field.knownList("Rules, in order."),
  }),
  portainer_api: field.knownSection("Access to Portainer."),
  vm_defaults: field.knownSection("Defaults of virtual machines."),
  dns_server: field.knownSection("The name server of the host."),
  step_ca: field.knownSection("The certificate authority."),
  tests: field.knownSection("Test suites by name."),
};

/** `phoenix_hypervisor_config.json`: what the host is to have. The `.run` URL in it is the one source of the driver. */
export const hypervisorConfig = configuration({
  name: "phoenix_hypervisor_config",
  file: "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json",
  schema: field.section(
    {
      containers: field.section({
        deadline_seconds: field.seconds(
          "How long one call into a container may take, an installation included; then what works in there is ended.",
          14400,
        ),
        initialization_deadline_seconds: field.seconds("How long a container may take to be up.", 60),
        guest_deadline_seconds: field.seconds(
          "How long a container may take to start, or to shut down before it is stopped.",
          60,
        ),
        application_deadline_seconds: field.seconds(
          "How long an application script may take; less than a call into a container.",
          3600,
        ),
        apt_lock_deadline_seconds: field.seconds("How long to wait for apt's and dpkg's locks.", 300),
        download_deadline_seconds: field.seconds("How long one download may take.", 3600),
        conf_lock_deadline_seconds: field.seconds(
          "How long to wait for Proxmox's lock of a container's configuration.",
          30,
        ),
      }),
      base_setup: field.section({
        packages: field.withDefault(
          field.list(
            "What every container with this feature has, beside locales.",
            /^[a-z0-9][a-z0-9+.-]+$/,
            'a list of package names such as ["curl", "vim"]',
          ),
          ["curl", "wget", "vim", "htop", "jq", "git", "rsync", "gnupg"],
        ),
        locale: field.withDefault(
          field.line(
            "The locale that programs in a container take; it is generated there.",
            /^[a-z]{2,3}_[A-Z]{2}\.UTF-8$/,
            "a UTF-8 locale such as en_US.UTF-8",
          ),
          "en_US.UTF-8",
        ),
        timezone: field.optional(
          field.line(
            "Time zone of the containers; as the template has it where absent.",
            /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*){0,2}$/,
            "a time zone such as Europe/Berlin",
          ),
        ),
      }),
      docker: field.section(
        {
          version: field.optional(
            field.line(
              "Version of Docker's engine; the newest of the repository where absent.",
              /^[0-9]+\.[0-9]+\.[0-9]+$/,
              "a version of Docker's engine such as 28.3.3",
            ),
          ),
          storage_driver: field.optional(
            field.choice(
              "Where the engine keeps its images; it chooses where absent.",
              "overlay2",
              "fuse-overlayfs",
              "btrfs",
              "zfs",
              "vfs",
            ),
          ),
          nvidia_default_runtime: field.flag(
            "Whether, in a container with a GPU, Docker's containers get NVIDIA's runtime without asking for it.",
            true,
          ),
          start_deadline_seconds: field.seconds("How long the engine may take to start.", 120),
          repo_base_url: field.withDefault(
            field.base("Parent of the directories debian/ and ubuntu/ of Docker's repository."),
            "https://download.docker.com/linux",
          ),
          repo_key: field.optional(
            field.url(
              "The repository's signing key, where the host finds it; debian/gpg in it where absent.",
            ),
          ),
          repo_key_fingerprint: field.withDefault(
            field.fingerprint("Fingerprint of that key."),
            "9DC858229FC7DD38854AE2D88D81803C0EBFCD88",
          ),
          toolkit_repo_base_url: field.withDefault(
            field.base("Parent of the directory stable/deb/amd64 of NVIDIA's container toolkit."),
            "https://nvidia.github.io/libnvidia-container",
          ),
          toolkit_repo_key: field.optional(
            field.url("That repository's signing key, where the host finds it; gpgkey in it where absent."),
          ),
          toolkit_repo_key_fingerprint: field.withDefault(
            field.fingerprint("Fingerprint of that key."),
            "C95B321B61E88C1809C4F759DDCAE044F796ECB0",
          ),
        },
        {
          portainer_server_image: field.known("Image of Portainer's server."),
          portainer_agent_image: field.known("Image of Portainer's agent."),
        },
      ),
      vllm: field.section({
        requirements: field.optional(
          field.url("Lock file of pip for vLLM: every package with version and sha256; the host keeps it."),
        ),
        requirements_sha256: field.optional(field.sha256("What sha256sum prints for that file.")),
        python_index: field.withDefault(
          field.url("Where containers get the wheels: an index by URL, or a directory that they see."),
          "https://pypi.org/simple",
        ),
        start_deadline_seconds: field.seconds("How long the server may take to be started.", 90),
        health_deadline_seconds: field.seconds("How long the server may take to load its model.", 1800),
      }),
      ollama: field.section({
        archive_url: field.optional(field.url("Ollama's archive for Linux; the host keeps it.")),
        archive_sha256: field.optional(field.sha256("What sha256sum prints for that file.")),
        listen: field.withDefault(
          field.line(
            "Where Ollama listens in its container.",
            /^([0-9]+(\.[0-9]+){3}|\[[0-9a-fA-F:]+\]):[0-9]{1,5}$/,
            "an address and a port such as 0.0.0.0:11434",
          ),
          "0.0.0.0:11434",
        ),
        start_deadline_seconds: field.seconds("How long Ollama may take to be started.", 90),
        health_deadline_seconds: field.seconds("How long Ollama may take to answer.", 60),
      }),
      nvidia_driver: field.section(
        {
          install: field.flag("Whether this host is to have the NVIDIA driver.", false),
          version: field.version("Version of the driver; the file name in runfile_url repeats it."),
          runfile_url: field.url(
            "Where the .run of that version is: the one source for host and containers.",
          ),
          runfile_sha256: field.sha256("What sha256sum prints for that file."),
          cuda_version: field.release("Release of the CUDA toolkit."),
          kernel_module_type: field.optional(
            field.choice(
              "Flavour of the kernel module; the installer chooses where it is absent.",
              "open",
              "proprietary",
            ),
          ),
          host_toolkit: field.flag("Whether the host itself gets the CUDA toolkit.", true),
          purge_existing: field.flag(
            "Consent to remove driver packages and modules that were not installed from a .run.",
            false,
          ),
          cuda_repo_base_url: field.withDefault(
            field.url("Parent of the <distribution>/<architecture>/ directories of the CUDA repository."),
            "https://developer.download.nvidia.com/compute/cuda/repos",
          ),
          cuda_repo_key: field.optional(
            field.url("The repository's signing key; the vendor's file in it where absent."),
          ),
          cuda_repo_key_fingerprint: field.optional(
            field.fingerprint("Fingerprint of that key; the vendor's for the distribution where absent."),
          ),
          apt_lock_deadline_seconds: field.seconds("How long to wait for apt's and dpkg's locks.", 300),
          download_deadline_seconds: field.seconds("How long one download may take.", 3600),
          guest_deadline_seconds: field.seconds(
            "How long a container may take to shut down, before it is stopped.",
            60,
          ),
          device_deadline_seconds: field.seconds("How long to wait for the device nodes.", 30),
          container_passthrough: field.withDefault(
            field.choice(
              "How containers get the device nodes: mount entries, or devN properties of Proxmox.",
              "mount",
              "devices",
            ),
            "mount",
          ),
          container_deadline_seconds: field.seconds(
            "How long one call into a container may take, an installation included; then what works in there is ended.",
            14400,
          ),
          initialization_deadline_seconds: field.seconds("How long a container may take to be up.", 60),
          conf_lock_deadline_seconds: field.seconds(
            "How long to wait for Proxmox's lock of a container's configuration.",
            30,
          ),
        },
        { install_vllm_libs: field.known("No longer read.") },
      ),
    },
    known,
  ),
});
