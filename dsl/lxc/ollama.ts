import {
  aptPackages,
  aptServers,
  containerInitialization,
  containerPipeline,
  containerRunning,
  givenValues,
  httpAnswers,
  installedRelease,
  lxcContainer,
  pinnedArchive,
  serviceRunning,
  systemdUnit,
  systemUser,
  text,
} from "../../src/index.ts";
import { hypervisorConfig } from "../phoenix-config.ts";
import { lxcConfig } from "../phoenix-lxc-config.ts";

/** What is fetched is kept here: host and containers take the same files. */
const cache = "/usr/local/phoenix_hypervisor/cache";
const path = "/opt/ollama";
const home = "/var/lib/ollama";
const unit = "ollama.service";

const undeclared = "the feature is not declared";
const inherited = "inherited: installed in the container that this one was cloned from";

/** Ollama from its own archive, as a service that answers. */
export default containerPipeline(
  "phoenix_hypervisor_feature_install_ollama",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "ollama",
    deadline: (config) => config.containers.deadline_seconds,
  },
  (host, container, { config, feature }) => {
    const { ollama, containers } = config;
    const { ctid } = container;

    /** What is done to a guest elsewhere, to a template or to a locked one is lost. */
    const here = host.require("container", lxcContainer({ ctid }));
    host.onlyIf(feature.isDeclared, undeclared, (host) => {
      /** Nothing is fetched that nobody has chosen. */
      host.require(
        "configured",
        givenValues({
          "ollama.archive_url": ollama.archive_url,
          "ollama.archive_sha256": ollama.archive_sha256,
        }),
      );
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
      const archive = ready.onlyIf(feature.isInstalledHere, inherited, (ready) => {
        /** apt does not wait for a network that is still coming up: it fails. */
        const servers = ready.waitFor(
          "apt_servers",
          aptServers({ names: ["zstd"], deadline: containers.initialization_deadline_seconds }),
        );
        /** tar starts it for the archives of later releases, and a template lacks it. */
        const packages = ready.ensure(
          "packages",
          aptPackages({
            names: ["zstd"],
            lockDeadline: containers.apt_lock_deadline_seconds,
            needs: [servers],
          }),
        );
        /** The vendor's script would fetch whatever is the latest, from inside. */
        return ready.ensure(
          "archive",
          pinnedArchive({
            from: ollama.archive_url,
            sha256: ollama.archive_sha256,
            path,
            cache,
            deadline: containers.download_deadline_seconds,
            needs: [packages],
          }),
        );
      });
      /** Installed or inherited, it must be the one that the configuration names. */
      const release = ready.verify(
        "release",
        installedRelease({
          path,
          sha256: ollama.archive_sha256,
          release: archive,
          origin: feature.origin,
        }),
      );
      /** Who reads a model from anywhere need not be root. */
      const user = ready.ensure("user", systemUser({ name: "ollama", home }));
      /** It starts with the container, and after a crash. */
      const service = ready.ensure(
        "unit",
        systemdUnit({
          name: unit,
          content: text`[Unit]
Description=Ollama
After=network.target
StartLimitIntervalSec=300
StartLimitBurst=3

[Service]
Type=exec
User=ollama
Group=ollama
StateDirectory=ollama
Environment=HOME=${home}
Environment=OLLAMA_HOST=${ollama.listen}
ExecStart=${path}/bin/ollama serve
Restart=on-failure
RestartSec=5
`,
          needs: [release, user],
        }),
      );
      /** A process goes on with the program and the settings that it was started with. */
      const started = ready.ensure(
        "service",
        serviceRunning({
          unit,
          changed: [`/etc/systemd/system/${unit}`, `${path}/.phoenix-release`],
          deadline: ollama.start_deadline_seconds,
          needs: [service],
        }),
      );
      /** A process that runs is not yet one that answers. */
      ready.waitFor(
        "health",
        httpAnswers({
          address: ollama.listen,
          path: "/api/tags",
          unit,
          service: started,
          deadline: ollama.health_deadline_seconds,
        }),
      );
    });
  },
);
