import {
  aptPackages,
  aptServers,
  containerInitialization,
  containerPipeline,
  containerRunning,
  installedPackages,
  lxcContainer,
  pythonVenv,
} from "../../src/index.ts";
import { hypervisorConfig } from "../phoenix-config.ts";
import { lxcConfig } from "../phoenix-lxc-config.ts";

const undeclared = "the feature is not declared";
const inherited = "inherited: installed in the container that this one was cloned from";
const names = ["python3", "python3-pip", "python3-venv"];

/** The distribution's Python with all that a service needs to bring its own packages in a virtual environment. */
export default containerPipeline(
  "phoenix_hypervisor_feature_install_python_api_service",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "python_api_service",
    deadline: (config) => config.containers.deadline_seconds,
  },
  (host, container, { config, feature }) => {
    const { containers } = config;
    const { ctid } = container;

    /** What is done to a guest elsewhere, to a template or to a locked one is lost. */
    const here = host.require("container", lxcContainer({ ctid }));
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
      const packages = ready.onlyIf(feature.isInstalledHere, inherited, (ready) => {
        /** apt does not wait for a network that is still coming up: it fails. */
        const servers = ready.waitFor(
          "apt_servers",
          aptServers({ names, deadline: containers.initialization_deadline_seconds }),
        );
        /** Debian and Ubuntu ship venv and pip apart from the interpreter. */
        return ready.ensure(
          "packages",
          aptPackages({
            names,
            lockDeadline: containers.apt_lock_deadline_seconds,
            commands: ["/usr/bin/python3"],
            needs: [servers],
          }),
        );
      });
      /** Installed or inherited, they must be there: what a clone lacks is mended where it came from. */
      const complete = ready.verify(
        "complete",
        installedPackages({ names, packages, origin: feature.origin }),
      );
      /** That the command is there says nothing: what a service is started from is a virtual environment. */
      ready.ensure("venv", pythonVenv({ packages: complete }));
    });
  },
);
