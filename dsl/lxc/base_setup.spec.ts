import { expect, given, layer, scenario, specification, when } from "../../src/index.ts";
import * as there from "../feature-world.ts";
import baseSetup from "./base_setup.ts";

const { ctid, runIt } = there;

const fresh = layer(
  "fresh container that declares base_setup",
  given.host(),
  given.config('.base_setup.timezone = "Europe/Berlin"'),
  there.declared(["base_setup"]),
  given.container(ctid),
);
const world: there.FeatureWorld = {
  feature: "base_setup",
  steps: ["initialization", "apt_servers", "packages", "complete", "locale", "timezone"],
  installing: ["apt_servers", "packages"],
  brings: "htop",
  changing: ["packages", "locale", "timezone"],
  fresh,
};
const converged = given.layer(there.convergedLayer(world));
const shellInside = (command: string) => given.inContainer(ctid, "bash", "-c", command);

const packages = [
  scenario(
    "a fresh container of another distribution gets the same, in one transaction, without recommended packages",
    given.host(),
    given.config(),
    there.declared(["base_setup"]),
    given.container(ctid, { from: "ubuntu2404", unprivileged: true }),
    runIt(),
    expect.exit(0),
    expect.step("changed", "packages", "locale"),
    expect.step("skipped", "timezone"),
    ...["curl", "wget", "vim", "htop", "jq", "git", "rsync", "gnupg", "locales", "tzdata"].map((name) =>
      expect.containerPackage(ctid, name, "installed"),
    ),
    expect.containerFileHas(ctid, "/etc/default/locale", "^LANG=en_US\\.UTF-8$"),
    expect.containerNoFile(ctid, "/etc/localtime"),
  ),
  scenario(
    "a package that the configuration adds is the only one that is installed",
    converged,
    given.config('.base_setup.packages = ["curl", "pkg-config"]'),
    runIt(),
    expect.exit(0),
    expect.changedOnly("packages"),
    expect.containerPackage(ctid, "pkg-config", "installed"),
    expect.containerPackage(ctid, "vim", "installed"),
  ),
  scenario(
    "where one package is missing, a newer version of those that are there is nobody's wish",
    converged,
    given.offered("debian", "htop_99.1-1_amd64"),
    shellInside("apt-get update"),
    given.config('.base_setup.packages = ["htop", "pkg-config"]'),
    runIt(),
    expect.exit(0),
    expect.containerPackage(ctid, "pkg-config", "installed"),
    expect.containerFileHas(ctid, "/usr/share/doc/htop/copyright", "^htop 3\\.2\\."),
  ),
  scenario(
    "a package that no repository has ends the run, and says which",
    given.layer(fresh),
    given.config('.base_setup.packages = ["curl", "s-tui"]'),
    runIt(),
    expect.exit(1),
    expect.endedAt("packages"),
    expect.says("Unable to locate package s-tui"),
    expect.containerPackage(ctid, "curl", "absent"),
  ),
  scenario(
    "a name that is none is refused before anything is done",
    given.layer(fresh),
    given.config('.base_setup.packages = ["curl", "--purge"]'),
    runIt(),
    expect.exit(4),
    expect.says(
      'base_setup\\.packages: found a list, expected a list of package names such as \\["curl", "vim"\\]',
    ),
    expect.pctExecs(0),
  ),
  scenario(
    "a run that is killed while it generates the locale is completed by the next",
    given.layer(fresh),
    given.containerFault(ctid, "locale-gen", { action: "kill-script", call: 1 }),
    when.runThroughKills(String(ctid)),
    expect.kills(1),
    expect.exit(0),
    given.noMoreFaults(),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.unchanged(),
  ),
];

const localeIsWhole = [
  expect.containerFileHas(ctid, "/etc/locale.gen", "^en_US\\.UTF-8 UTF-8$"),
  expect.containerFileHas(ctid, "/etc/default/locale", "^LANG=en_US\\.UTF-8$"),
  expect.containerFile(ctid, "/usr/lib/locale/en_US.utf8/LC_CTYPE", "0644"),
];

const locales = [
  scenario(
    "another locale in the configuration becomes the default; what was there stays",
    converged,
    shellInside("echo LC_TIME=C.UTF-8 >>/etc/default/locale"),
    given.config('.base_setup.locale = "de_DE.UTF-8"'),
    runIt(),
    expect.exit(0),
    expect.changedOnly("locale"),
    expect.containerFile(ctid, "/etc/default/locale", "0644", "LC_TIME=C.UTF-8\nLANG=de_DE.UTF-8\n"),
    expect.containerFileHas(ctid, "/etc/locale.gen", "^en_US\\.UTF-8 UTF-8$"),
    expect.containerFileHas(ctid, "/etc/locale.gen", "^de_DE\\.UTF-8 UTF-8$"),
    expect.containerFileHas(ctid, "/etc/locale.gen", "^# de_DE ISO-8859-1$"),
  ),
  ...[
    { name: "the default is another", command: "echo 'LANG=\"C.UTF-8\"' >/etc/default/locale" },
    { name: "the default is gone", command: "rm /etc/default/locale" },
    { name: "it is no longer enabled", command: "sed -i 's/^en_US/# en_US/' /etc/locale.gen" },
    { name: "nothing is enabled", command: "rm /etc/locale.gen" },
    { name: "it is not generated", command: "rm -r /usr/lib/locale/en_US.utf8" },
  ].map(({ name, command }) =>
    scenario(
      `locale: ${name}`,
      converged,
      shellInside(command),
      there.planIt(),
      expect.step("would", "locale"),
      runIt(),
      expect.exit(0),
      expect.changedOnly("locale"),
      ...localeIsWhole,
      expect.planKept(),
    ),
  ),
  scenario(
    "locale: quotes in the default are none of the locale's",
    converged,
    shellInside("echo 'LANG=\"en_US.UTF-8\"' >/etc/default/locale"),
    runIt(),
    expect.exit(0),
    expect.step("ok", "locale"),
  ),
  scenario(
    "a default that is a link stays one",
    converged,
    shellInside("mv /etc/default/locale /etc/locale.conf; ln -s ../locale.conf /etc/default/locale"),
    given.config('.base_setup.locale = "de_DE.UTF-8"'),
    runIt(),
    expect.exit(0),
    expect.containerFileHas(ctid, "/etc/locale.conf", "^LANG=de_DE\\.UTF-8$"),
  ),
  scenario(
    "a locale that the package does not know is refused before anything of it is changed",
    converged,
    given.config('.base_setup.locale = "xx_XX.UTF-8"'),
    when.remembered(),
    runIt(),
    expect.exit(4),
    expect.endedAt("locale"),
    expect.says("next: +name one of /usr/share/i18n/SUPPORTED in the configuration$"),
    expect.containerFileHas(ctid, "/etc/default/locale", "^LANG=en_US\\.UTF-8$"),
  ),
  scenario(
    "a locale-gen that makes nothing is not believed",
    given.layer(fresh),
    given.containerFault(ctid, "locale-gen", { action: "empty" }),
    runIt(),
    expect.exit(1),
    expect.endedAt("locale"),
    expect.says("cannot change locale \\(en_US\\.UTF-8\\)"),
  ),
];

const zones = [
  scenario(
    "timezone: another one, also in the file where the distribution has it",
    converged,
    shellInside("echo Etc/UTC >/etc/timezone"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("timezone"),
    expect.containerFile(ctid, "/etc/timezone", "0644", "Europe/Berlin\n"),
    given.config('.base_setup.timezone = "Etc/UTC"'),
    runIt(),
    expect.changedOnly("timezone"),
    expect.containerFile(ctid, "/etc/timezone", "0644", "Etc/UTC\n"),
    shellInside("[[ /etc/localtime -ef /usr/share/zoneinfo/Etc/UTC ]]"),
  ),
  scenario(
    "a time zone that is none is refused; without any the template's stays",
    converged,
    given.config('.base_setup.timezone = "Europe/Atlantis"'),
    runIt(),
    expect.exit(4),
    expect.endedAt("timezone"),
    expect.says("next: +name one of /usr/share/zoneinfo in the configuration$"),
    given.config("del(.base_setup.timezone)"),
    runIt(),
    expect.exit(0),
    expect.step("skipped", "timezone"),
    shellInside("[[ /etc/localtime -ef /usr/share/zoneinfo/Europe/Berlin ]]"),
  ),
];

const asConfigured = [
  scenario(
    "the first of the configured containers gets it, and then has it",
    given.host(),
    given.config(),
    given.lxcConfig(),
    given.container(ctid),
    runIt(),
    expect.exit(0),
    expect.step("changed", "packages", "locale"),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.neverSays("^(changed|would|unknown|failed)"),
    expect.pctExecs(1),
    expect.unchanged(),
  ),
];

export default specification(
  baseSetup,
  { ...there.firstSteps(world), packages, locales, "time zones": zones, "as configured": asConfigured },
  {
    layers: [fresh, there.convergedLayer(world)],
    forms: { "as configured": ["standalone", "baked"] },
  },
);
