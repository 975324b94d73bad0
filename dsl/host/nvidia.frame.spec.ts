import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const bin = "/usr/local/phoenix_hypervisor/bin";
const path = "hypervisor_setup/hypervisor_feature_install_nvidia.sh";
const script = `${bin}/${path}`;
const logs = "/var/log/phoenix_hypervisor";

const inEnvironment = (...settings: string[]) => when.inWorld("env", ...settings, script);
const onATerminal = (environment: string) =>
  when.inWorld("script", "--quiet", "--return", "--command", `${environment} ${script} --plan`, "/dev/null");
const withoutPkgConfig = given.inWorld("dpkg", "--remove", "--force-depends", "pkg-config");
const withoutToolkit = given.inWorld("dpkg", "--remove", "--force-depends", "cuda-toolkit-12-8");

/** A tree that stands elsewhere. */
const copied = (change: string): readonly Sentence[] => [
  when.inWorld("bash", "-c", `cp -r ${bin} /opt/tree; cd /opt/tree; ${change}`),
  when.inWorld(`/opt/tree/${path}`, "--plan"),
];

export default specification(
  nvidia,
  {
    "where a run stands": [
      scenario(
        "a library with another digest is refused, and both are named",
        given.layer(converged),
        ...copied("printf '# x\\n' >>phoenix_hypervisor_common_utils.sh"),
        expect.exit(4),
        expect.says("common_utils.sh is not the library this script was compiled with"),
        expect.says("expected: sha256 [0-9a-f]{64}$"),
        expect.says("found:    sha256 [0-9a-f]{64}$"),
      ),
      scenario(
        "a library that is missing is refused",
        given.layer(converged),
        ...copied("rm phoenix_hypervisor_common_utils.sh"),
        expect.exit(4),
        expect.says("found:    sha256 missing$"),
      ),
      scenario(
        "a tree that stands elsewhere works, through a symlink too, and from its own directory",
        given.layer(converged),
        ...copied(`ln -s /opt/tree/${path} /usr/local/bin/nvidia; cd ..; ln -s tree other`),
        expect.exit(0),
        when.inWorld("nvidia", "--plan"),
        expect.exit(0),
        when.inWorld(
          "bash",
          "-c",
          "cd /opt/other/hypervisor_setup && bash hypervisor_feature_install_nvidia.sh --plan",
        ),
        expect.exit(0),
      ),
      scenario(
        "without jq it says which package to install",
        given.layer(converged),
        given.noFile("/usr/bin/jq"),
        when.run(),
        expect.exit(4),
        expect.says("jq is needed to read the configuration"),
        expect.says("next: apt-get install jq"),
      ),
      ...Object.entries({ term: 143, int: 130, hup: 129 } as const).map(([signal, code]) =>
        scenario(
          `SIG${signal.toUpperCase()} in the midst: it says where it stopped, and the next run goes on`,
          given.layer(converged),
          withoutToolkit,
          given.fault("apt-get", {
            call: 1,
            action: `${signal}-script` as "term-script",
            matching: "confold.*install",
          }),
          when.run(),
          expect.exit(code),
          expect.says(`^failed +cuda_toolkit +ended by SIG${signal.toUpperCase()}$`),
          expect.says("next: +run the same command again; what is done is kept"),
          when.run(),
          expect.exit(0),
          expect.sameAs(converged),
        ),
      ),
      scenario(
        "a log that can no longer be written is said and does not end the run",
        given.layer(converged),
        withoutPkgConfig,
        given.inWorld("ln", "-sf", "/dev/full", `${logs}/hypervisor_feature_install_nvidia.log`),
        when.run(),
        expect.exit(0),
        expect.says("^warning +the log can no longer be written; going on without it"),
        expect.changedOnly("build_tools"),
      ),
      scenario(
        "a log directory that cannot be made ends the run before the first change",
        given.layer(converged),
        withoutPkgConfig,
        given.inWorld("bash", "-c", `rm -r ${logs}; touch ${logs}`),
        when.run(),
        expect.exit(1),
        expect.says(`^mkdir: cannot create directory .${logs}`),
        expect.says("^failed +mkdir .* failed with exit code 1$"),
        expect.package("pkg-config", "absent"),
      ),
      scenario(
        "colour is for a terminal, and not with NO_COLOR",
        given.layer(converged),
        onATerminal(""),
        expect.exit(0),
        expect.says("\u001b\\[32mok"),
        onATerminal("NO_COLOR=1"),
        expect.says("^ok"),
        expect.neverSays("\u001b\\["),
        when.plan(),
        expect.neverSays("\u001b\\["),
      ),
      scenario(
        "the caller's environment has no say",
        given.layer(converged),
        ...["jq", "stat", "dpkg-query", "sha256sum", "flock"].map((name) =>
          given.file(`/evil/${name}`, "0755", "#!/bin/sh\ntouch /world/executed\n"),
        ),
        inEnvironment(
          "-i",
          "PATH=/evil:/usr/bin",
          "LD_LIBRARY_PATH=/evil",
          "LC_ALL=tr_TR.UTF-8",
          "TMPDIR=/nowhere",
        ),
        expect.exit(0),
        inEnvironment(
          "-i",
          "PATH=/evil:/usr/bin",
          "IFS=/0",
          "CDPATH=/:/usr",
          "POSIXLY_CORRECT=1",
          "step=x",
          "json=yes",
        ),
        expect.exit(0),
        inEnvironment("--unset=HOME", "PATH=/bin", "verbosity=quiet", "run_mode=plan", "selection=only"),
        expect.exit(0),
        expect.says("^ok +nvcc"),
        expect.noFile("/world/executed"),
      ),
    ],
  },
  { layers: [converged] },
);
