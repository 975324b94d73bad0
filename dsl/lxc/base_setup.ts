import {
  aptPackages,
  aptServers,
  call,
  computed,
  containerInitialization,
  containerPipeline,
  containerRunning,
  installedPackages,
  locale,
  lxcContainer,
  timezone,
} from "../../src/index.ts";
import { hypervisorConfig } from "../phoenix-config.ts";
import { lxcConfig } from "../phoenix-lxc-config.ts";

const undeclared = "the feature is not declared";
const inherited = "inherited: installed in the container that this one was cloned from";

/** What every container is to have: the tools that people expect, a locale and, where one is configured, a time zone. */
export default containerPipeline(
  "phoenix_hypervisor_feature_install_base_setup",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "base_setup",
    deadline: (config) => config.containers.deadline_seconds,
  },
  (host, container, { config, feature }) => {
    const { base_setup: base, containers } = config;
    const { ctid } = container;
    const names = [base.packages, "locales", "tzdata"];
    const hasTimezone = computed<boolean>(
      "HAS_TIMEZONE",
      "a time zone is configured",
      call("tell_if_any", base.timezone),
    );

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
        /** One transaction, so that a container has either all or what it had. */
        return ready.ensure(
          "packages",
          aptPackages({
            names,
            lockDeadline: containers.apt_lock_deadline_seconds,
            commands: ["locale-gen"],
            needs: [servers],
          }),
        );
      });
      /** Installed or inherited, they must be there: what a clone lacks is mended where it came from. */
      const complete = ready.verify(
        "complete",
        installedPackages({ names, packages, origin: feature.origin }),
      );
      /** Programs that are told of a locale they cannot find complain at every start. */
      ready.ensure("locale", locale({ name: base.locale, packages: complete }));
      ready.onlyIf(hasTimezone, "no time zone is configured", (ready) => {
        /** Logs of the containers are read beside each other. */
        ready.ensure("timezone", timezone({ name: base.timezone, packages: complete }));
      });
    });
  },
);
