import { configuration, field } from "../src/index.ts";

/** `phoenix_hypervisor_config.json`: what the host is to have. The `.run` URL in it is the one source of the driver. */
export const hypervisorConfig = configuration({
  name: "phoenix_hypervisor_config",
  file: "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json",
  schema: field.section({
    nvidia_driver: field.section({
      install: field.flag("Whether this host is to have the NVIDIA driver.", false),
      version: field.version("Version of the driver; the file name in runfile_url repeats it."),
      runfile_url: field.url("Where the .run of that version is: the one source for host and containers."),
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
    }),
  }),
});
