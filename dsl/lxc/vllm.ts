import {
  aptPackages,
  aptServers,
  call,
  computed,
  containerInitialization,
  containerPipeline,
  containerRunning,
  givenValues,
  httpAnswers,
  installedPackages,
  installedRelease,
  lxcContainer,
  pythonEnvironment,
  pythonIndex,
  serviceRunning,
  systemdUnit,
  systemUser,
  text,
} from "../../src/index.ts";
import { hypervisorConfig } from "../phoenix-config.ts";
import { lxcConfig } from "../phoenix-lxc-config.ts";

/** What is fetched is kept here: host and containers take the same files. */
const cache = "/usr/local/phoenix_hypervisor/cache";
const path = "/opt/vllm";
const home = "/var/lib/vllm";
const unit = "vllm_model_server.service";
/** Triton compiles small pieces of C where the server runs. */
const names = ["python3-venv", "python3-dev", "build-essential"];

const undeclared = "the feature is not declared";
const inherited = "inherited: installed in the container that this one was cloned from";
const noServer = "no vllm_engine_config: no server runs in this container";

/** vLLM in an environment of its own and, where a container has options for it, its server. */
export default containerPipeline(
  "phoenix_hypervisor_feature_install_vllm",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "vllm",
    requires: ["nvidia"],
    deadline: (config) => config.containers.deadline_seconds,
  },
  (host, container, { config, own, feature }) => {
    const { vllm, containers } = config;
    const { ctid } = container;
    const options = computed<string>(
      "VLLM_OPTIONS",
      "the options of the server",
      call("choose_where", own.vllm_engine_config, feature.isDeclared),
    );
    const serves = computed<boolean>("VLLM_SERVES", "a server runs here", call("tell_if_any", options));
    const model = computed<string>("VLLM_MODEL", "its model", call("choose_option", options, "--model", ""));
    const address = computed<string>(
      "VLLM_ADDRESS",
      "where it listens",
      call("choose_address", options, "8000"),
    );
    const others = computed<string>(
      "VLLM_OTHER_OPTIONS",
      "its options beside the model",
      call("leave_out_option", options, "--model"),
    );
    const command = computed<string>(
      "VLLM_COMMAND",
      "the command of the server",
      call("choose_unit_command", `${path}/bin/vllm serve`, model, others),
    );

    /** What is done to a guest elsewhere, to a template or to a locked one is lost. */
    const here = host.require("container", lxcContainer({ ctid }));
    host.onlyIf(feature.isDeclared, undeclared, (host) => {
      /** Nothing is fetched that nobody has chosen. */
      host.require(
        "configured",
        givenValues({
          "vllm.requirements": vllm.requirements,
          "vllm.requirements_sha256": vllm.requirements_sha256,
        }),
      );
    });
    host.onlyIf(serves, noServer, (host) => {
      /** vLLM would load a model of its own choice, from the internet. */
      host.require("model", givenValues({ "the model of vllm_engine_config": model }));
    });
    /** Nothing can be installed in a container that is stopped. */
    const running = host.onlyIf(feature.isDeclared, undeclared, (host) =>
      host.ensure(
        "running",
        containerRunning({ ctid, deadline: containers.guest_deadline_seconds, needs: [here] }),
      ),
    );

    container.onlyIf(feature.isDeclared, undeclared, (container) => {
      /** A start returns long before init is up. */
      const ready = container.waitForInitialization(
        "initialization",
        containerInitialization({ ctid, deadline: containers.initialization_deadline_seconds, running }),
      );
      const installed = ready.onlyIf(feature.isInstalledHere, inherited, (ready) => {
        /** apt does not wait for a network that is still coming up: it fails. */
        const servers = ready.waitFor(
          "apt_servers",
          aptServers({ names, deadline: containers.initialization_deadline_seconds }),
        );
        /** A template has no Python, or one that can make no environment. */
        const packages = ready.ensure(
          "packages",
          aptPackages({
            names,
            lockDeadline: containers.apt_lock_deadline_seconds,
            commands: ["/usr/bin/python3"],
            needs: [servers],
          }),
        );
        /** Nor does pip wait for a network. */
        const index = ready.waitFor(
          "python_index",
          pythonIndex({
            path,
            sha256: vllm.requirements_sha256,
            packages: vllm.python_index,
            deadline: containers.initialization_deadline_seconds,
          }),
        );
        /** vLLM, its torch and all that these need fit each other only in versions that were tried together. */
        const environment = ready.ensure(
          "environment",
          pythonEnvironment({
            path,
            requirements: vllm.requirements,
            sha256: vllm.requirements_sha256,
            packages: vllm.python_index,
            cache,
            deadline: containers.download_deadline_seconds,
            needs: [packages, index],
          }),
        );
        return { packages, environment };
      });
      /** Installed or inherited, they must be there: what a clone lacks is mended where it came from. */
      const complete = ready.verify(
        "complete",
        installedPackages({ names, packages: installed.packages, origin: feature.origin }),
      );
      /** Installed or inherited, it must be the one that the configuration names. */
      const release = ready.verify(
        "release",
        installedRelease({
          path,
          sha256: vllm.requirements_sha256,
          release: installed.environment,
          origin: feature.origin,
        }),
      );
      /** It starts with the container, and after a crash; the one of a parent serves nobody here. */
      const service = ready.ensure(
        "unit",
        systemdUnit({
          name: unit,
          content: text`[Unit]
Description=vLLM model server
After=network.target
StartLimitIntervalSec=900
StartLimitBurst=3

[Service]
Type=exec
User=vllm
Group=vllm
StateDirectory=vllm
Environment=HOME=${home}
ExecStart=${command}
Restart=on-failure
RestartSec=10
`,
          declared: serves,
          needs: [complete, release],
        }),
      );
      ready.onlyIf(serves, noServer, (ready) => {
        /** Who reads a model from anywhere need not be root. */
        const user = ready.ensure("user", systemUser({ name: "vllm", home }));
        /** A process goes on with the packages and the options that it was started with. */
        const started = ready.ensure(
          "service",
          serviceRunning({
            unit,
            changed: [`/etc/systemd/system/${unit}`, `${path}/.phoenix-release`],
            deadline: vllm.start_deadline_seconds,
            needs: [service, user],
          }),
        );
        /** A model takes minutes to load, in which the unit is active and nobody is served. */
        ready.waitFor(
          "health",
          httpAnswers({
            address,
            path: "/health",
            unit,
            service: started,
            deadline: vllm.health_deadline_seconds,
          }),
        );
      });
    });
  },
);
