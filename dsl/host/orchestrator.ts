import {
  applicationScript,
  call,
  computed,
  containerInitialization,
  containerRunning,
  declaredFeatures,
  type field,
  gpuPassthrough,
  healthCheck,
  lxcDefinition,
  lxcSettings,
  orchestration,
  templateSnapshot,
  text,
} from "../../src/index.ts";
import baseSetup from "../lxc/base_setup.ts";
import docker from "../lxc/docker.ts";
import nvidia from "../lxc/nvidia.ts";
import ollama from "../lxc/ollama.ts";
import pythonApiService from "../lxc/python_api_service.ts";
import vllm from "../lxc/vllm.ts";
import { hypervisorConfig } from "../phoenix-config.ts";
import { lxcConfig } from "../phoenix-lxc-config.ts";
import hypervisorNvidia from "./nvidia.ts";

/** The host, then every container of the configuration: from nothing to clones that work. */
export default orchestration(
  "phoenix_orchestrator",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    hypervisor: [hypervisorNvidia],
    features: [baseSetup, nvidia, docker, vllm, ollama, pythonApiService],
    deadline: (config) => config.containers.deadline_seconds,
  },
  (host, container, { config, own, ctid, binDirectory }) => {
    const { containers, nvidia_driver } = config;
    const hasNvidia = computed<boolean>(
      "NVIDIA_DECLARED",
      "the nvidia feature is declared",
      call("tell_if_declared", ctid, "nvidia"),
    );
    const gpus = computed<field.GpuIndices>(
      "WANTED_GPUS",
      "the GPUs assigned to the container",
      call("choose_where", own.gpu_assignment, hasNvidia),
    );
    const nameservers = computed<string>(
      "NAMESERVERS",
      "the name servers",
      call(
        "choose_first_given",
        own.network_config.nameservers,
        own.network_config.nameserver,
        own.dns_nameservers,
      ),
    );
    const hwaddr = computed<string>(
      "HWADDR",
      "the MAC address",
      call("choose_given", own.mac_address, own.network_config.hwaddr),
    );
    const parentSnapshot = computed<string>(
      "PARENT_SNAPSHOT",
      "the snapshot that the parent offers",
      call("tell_snapshot_of", own.clone_from_ctid),
    );
    const digest = computed<field.Sha256>(
      "SNAPSHOT_DIGEST",
      "the digest of what a clone takes over",
      call("tell_snapshot_digest", ctid),
    );
    const has = (name: string, words: string, value: Parameters<typeof text>[1]) =>
      computed<boolean>(name, words, call("tell_if_any", value));
    const hasApplication = has(
      "HAS_APPLICATION",
      "an application script is declared",
      own.application_script,
    );
    const hasHealthCheck = has("HAS_HEALTH_CHECK", "a health check is declared", own.health_check.command);
    const hasSnapshot = computed<boolean>(
      "HAS_SNAPSHOT",
      "a snapshot for clones is declared, and all features are wanted",
      call("tell_if_snapshot_is_due", own.template_snapshot_name),
    );
    const isLookedInto = has(
      "IS_LOOKED_INTO",
      "an application script or a health check is declared",
      text`${own.application_script}${own.health_check.command}`,
    );

    /** A container is made once: from a template, or from the snapshot of the one that has been set up already. */
    const definition = host.ensure(
      "definition",
      lxcDefinition({
        ctid,
        parent: own.clone_from_ctid,
        snapshot: parentSnapshot,
        template: own.template,
        hostname: own.name,
        storage: own.storage_pool,
        size: own.storage_size_gb,
        unprivileged: own.unprivileged,
        address: own.network_config.ip,
        deadline: containers.deadline_seconds,
      }),
    );
    /** A clone has the settings of its parent's snapshot; here it gets its own. */
    const settings = host.ensure(
      "settings",
      lxcSettings({
        container: definition,
        ctid,
        hostname: own.name,
        memory: own.memory_mb,
        swap: own.swap_mb,
        cores: own.cores,
        startAtBoot: own.start_at_boot,
        bootOrder: own.boot_order,
        bootDelay: own.boot_delay,
        network: { ...own.network_config, hwaddr },
        nameservers,
        features: own.pct_options,
        mountPoints: own.mount_points,
        rawOptions: own.lxc_options,
        apparmorProfile: own.apparmor_profile,
        unprivileged: own.unprivileged,
        size: own.storage_size_gb,
        lockDeadline: containers.conf_lock_deadline_seconds,
      }),
    );
    host.onlyIf(nvidia_driver.install, "this host has no NVIDIA driver", (host) => {
      /** The GPUs of the parent are not those of its clone; before the first start no restart is needed for them. */
      host.ensure(
        "passthrough",
        gpuPassthrough({
          container: settings,
          ctid,
          gpus,
          mode: nvidia_driver.container_passthrough,
          lockDeadline: nvidia_driver.conf_lock_deadline_seconds,
        }),
      );
    });
    /** Features are installed in a running container, with the settings that it is to have. */
    const running = host.ensure(
      "running",
      containerRunning({ ctid, settings, deadline: containers.guest_deadline_seconds }),
    );
    /** Each feature is a script of its own, which can be run alone as well. */
    const features = host.run("features", declaredFeatures({ ctid, running }));
    container.onlyIf(
      isLookedInto,
      "neither an application script nor a health check is declared",
      (container) => {
        /** Nothing can be asked of a container that is still starting. */
        const ready = container.waitForInitialization(
          "initialization",
          containerInitialization({ ctid, deadline: containers.initialization_deadline_seconds, running }),
        );
        ready.onlyIf(hasApplication, "no application script is declared", (ready) => {
          /** What makes the container what it is for, on top of its features. */
          ready.ensure(
            "application",
            applicationScript({
              ctid,
              directory: binDirectory,
              script: own.application_script,
              sha256: computed<field.Sha256>(
                "APPLICATION_SHA256",
                "the sha256 of the application script",
                call("tell_application_digest", binDirectory, own.application_script),
              ),
              deadline: containers.application_deadline_seconds,
              needs: [features],
            }),
          );
        });
        ready.onlyIf(hasHealthCheck, "no health check is declared", (ready) => {
          /** A container that does not do what it is for is not done. */
          ready.waitFor(
            "health",
            healthCheck({
              ctid,
              command: own.health_check.command,
              interval: own.health_check.interval,
              deadline: computed<field.Seconds>(
                "HEALTH_DEADLINE",
                "retries times interval",
                call("tell_health_deadline", own.health_check.retries, own.health_check.interval),
              ),
              needs: [features],
            }),
          );
        });
      },
    );
    host.onlyIf(hasSnapshot, "no snapshot for clones is declared, or only one feature is wanted", (host) => {
      /** Clones take over what is wrong in it: it comes last, when all the rest was verified. */
      host.ensure(
        "snapshot",
        templateSnapshot({
          ctid,
          name: own.template_snapshot_name,
          digest,
          storage: own.storage_pool,
          mountPoints: own.mount_points,
          needs: [features],
        }),
      );
    });
  },
);
