import { expect, given, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const bin = "/usr/local/phoenix_hypervisor/bin";
const path = "hypervisor_setup/hypervisor_feature_install_nvidia.sh";
const script = `${bin}/${path}`;
const logs = "/var/log/phoenix_hypervisor";
const journal = `${logs}/hypervisor_feature_install_nvidia.jsonl`;
const nouveauConf = "/etc/modprobe.d/phoenix-nouveau.conf";

const asNobody = (...options: string[]) =>
  when.inWorld("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", script, ...options);
const withoutPkgConfig = given.inWorld("dpkg", "--remove", "--force-depends", "pkg-config");
const withoutToolkit = given.inWorld("dpkg", "--remove", "--force-depends", "cuda-toolkit-12-8");

/** Words that are not options, and what is said of them. */
const wrong: [string, string[], string][] = [
  ["an option that is none", ["--frobnicate"], "unknown option: --frobnicate"],
  ["a short option", ["-n"], "unknown option: -n"],
  ["a word that is no option", ["plan"], "unknown option: plan"],
  ["an empty word", [""], "unknown option: "],
  ["two dashes", ["--"], "unknown option: --"],
  ["a hostile word", ["--x[$(touch /world/executed)]"], "unknown option: --x"],
  ["--only without a step", ["--only"], "--only needs a value"],
  [
    "--only with a step that is none",
    ["--only", "nowhere"],
    "--only: no step that can be selected is called nowhere; --list names them",
  ],
  [
    "--from with a step that is none",
    ["--from=nowhere"],
    "--from: no step that can be selected is called nowhere",
  ],
  ["--config without a file", ["--plan", "--config"], "--config needs a value"],
];

export default specification(
  nvidia,
  {
    "options that only tell": [
      ...["--help", "--list", "--version"].map((option) =>
        scenario(
          `${option} needs neither root nor configuration nor GPU`,
          given.host(),
          given.recorded("jq", "dpkg-query", "stat"),
          when.remembered(),
          asNobody(option),
          expect.exit(0),
          expect.says("^(hypervisor_feature_install_nvidia|gpu )"),
          expect.neverCalls("."),
          expect.unchanged(),
        ),
      ),
      scenario(
        "--list tells each step with reason, source and deadline, for machines too",
        given.host(),
        when.run("--list"),
        expect.exit(0),
        expect.says("^runfile +One file installs the host and every container"),
        expect.says(
          "dsl/host/nvidia\\.ts:[0-9]+, deadline nvidia_driver\\.download_deadline_seconds, 3600 s by default",
        ),
        when.run("--list", "--json"),
        expect.json(),
        expect.says('^\\{"step": "nvcc", "source": "dsl/host/nvidia\\.ts:[0-9]+"'),
      ),
      ...wrong.map(([name, options, message]) =>
        scenario(
          `${name} is wrong usage, said before anything happens`,
          given.host(),
          given.recorded("jq", "dpkg-query", "stat"),
          when.remembered(),
          when.run(...options),
          expect.exit(2),
          expect.says(message),
          expect.says("^Options:$"),
          expect.neverCalls("."),
          expect.noFile("/world/executed"),
          expect.unchanged(),
        ),
      ),
      scenario(
        "a run by someone else than root is refused",
        given.layer(converged),
        asNobody("--plan"),
        expect.exit(4),
        expect.says("^failed +root is needed"),
      ),
    ],
    "options that choose": [
      scenario(
        "--only converges its step and leaves those after it",
        given.layer(converged),
        given.noFile(nouveauConf),
        withoutToolkit,
        when.run("--only", "nouveau_off"),
        expect.exit(0),
        expect.step("ok", "build_tools"),
        expect.step("changed", "nouveau_off"),
        expect.step("skipped", "initramfs", "cuda_toolkit", "nvcc"),
        expect.package("cuda-toolkit-12-8", "absent"),
      ),
      scenario(
        "--only looks at the steps before, and one that drifts ends the run",
        given.layer(converged),
        given.noFile(nouveauConf),
        withoutToolkit,
        when.run("--only=cuda_toolkit"),
        expect.exit(4),
        expect.says(
          "^failed +nouveau_off must hold before cuda_toolkit: expected a file with mode 0644, found nothing$",
        ),
        expect.says("next: run without --only, or with --from nouveau_off"),
        expect.noFile(nouveauConf),
        expect.package("cuda-toolkit-12-8", "absent"),
      ),
      scenario(
        "--only in a plan says what a run with it would do",
        given.layer(converged),
        given.noFile(nouveauConf),
        when.plan("--only", "nouveau_off"),
        expect.exit(3),
        expect.step("would", "nouveau_off"),
        expect.step("skipped", "initramfs"),
        when.plan("--only", "nvcc"),
        expect.exit(4),
        expect.says("nouveau_off must hold before nvcc"),
      ),
      scenario(
        "--from converges its step and those after it",
        given.layer(converged),
        given.noFile("/etc/modules-load.d/phoenix-nvidia.conf"),
        withoutToolkit,
        when.run("--from", "modules_at_boot"),
        expect.exit(0),
        expect.changedOnly("modules_at_boot", "cuda_toolkit"),
      ),
      scenario(
        "--from looks at the steps before, and one that drifts ends the run",
        given.layer(converged),
        withoutPkgConfig,
        when.run("--from", "modules_at_boot"),
        expect.exit(4),
        expect.says("^failed +build_tools must hold before modules_at_boot"),
        expect.package("pkg-config", "absent"),
      ),
      scenario(
        "--config reads another file",
        given.layer(converged),
        given.inWorld(
          "mv",
          "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json",
          "/root/a b.json",
        ),
        when.plan("--config", "/root/a b.json"),
        expect.exit(0),
        when.plan("--config=/root/a b.json"),
        expect.exit(0),
        when.plan(),
        expect.exit(4),
        expect.says("^failed +the configuration cannot be read: /usr/local/phoenix_hypervisor/etc/"),
      ),
      scenario(
        "--quiet keeps changes and failures",
        given.layer(converged),
        withoutPkgConfig,
        given.fault("nvidia-smi", { action: "exit 15" }),
        when.run("--quiet"),
        expect.exit(1),
        expect.neverSays("^(ok|skipped|note)"),
        expect.step("changed", "build_tools"),
        expect.step("failed", "driver_answers"),
        expect.says("^ +next: "),
      ),
      scenario(
        "--verbose shows what each command says, and the log has it either way",
        given.layer(converged),
        withoutPkgConfig,
        when.run("--verbose"),
        expect.exit(0),
        expect.says("^Setting up pkg-config"),
        withoutPkgConfig,
        when.run(),
        expect.exit(0),
        expect.neverSays("^Setting up pkg-config"),
        expect.fileHas(`${logs}/hypervisor_feature_install_nvidia.log`, "  Setting up pkg-config"),
      ),
      scenario(
        "--json stays JSON whatever the words are, and so does the journal",
        given.layer(converged),
        when.run("--json", "--config", '/root/"q" \\u0041\t\u0001\né%s'),
        expect.exit(4),
        expect.json(),
        when.run("--json"),
        expect.exit(0),
        expect.json(),
        expect.says('^\\{"step": "nvcc", "result": "ok", .*"seconds": [0-9]+\\}$'),
        when.inWorld("jq", "--compact-output", "objects", journal),
        expect.exit(0),
        expect.json(),
      ),
    ],
  },
  { layers: [converged] },
);
