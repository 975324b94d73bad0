import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

/** Every field the script reads, by what it takes, with the words that tell what was expected. */
const fields: Readonly<Record<string, string>> = {
  install: "true or false",
  version: "a driver version such as 580.76.05",
  runfile_url: "an http(s) or file URL, or an absolute path",
  runfile_sha256: "64 lower-case hexadecimal digits, as sha256sum prints",
  cuda_version: 'a CUDA release in quotes, such as "12.8"',
  kernel_module_type: '"open" or "proprietary"',
  host_toolkit: "true or false",
  purge_existing: "true or false",
  cuda_repo_base_url: "an http(s) or file URL, or an absolute path",
  cuda_repo_key: "an http(s) or file URL, or an absolute path",
  cuda_repo_key_fingerprint: "an OpenPGP fingerprint: 40 hexadecimal digits, upper case, no blanks",
  apt_lock_deadline_seconds: "whole seconds, 1 to 86400",
  download_deadline_seconds: "whole seconds, 1 to 86400",
  guest_deadline_seconds: "whole seconds, 1 to 86400",
  device_deadline_seconds: "whole seconds, 1 to 86400",
};

const file = "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json";
/** What a hostile value tries to leave behind. */
const trace = "/world/executed";

const exactly = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The one line that tells of a field. */
const told = (field: string, found: string, expected = fields[field] ?? "") =>
  expect.says(
    `^failed +${file}: nvidia_driver\\.${field}: found ${exactly(found)}, expected ${exactly(expected)}$`,
  );

/** jq's own text of a value, cut where it is long. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "an object";
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

/** Refused before anything was looked at but the file: no step has a line, and nothing was executed or changed. */
const refused = [
  expect.exit(4),
  expect.neverSays("^(ok|would|unknown|changed) "),
  expect.noFile(trace),
  expect.unchanged(),
];

/** The fields get this value, all at once; each of them is told. */
function wrong(name: string, value: unknown, among: readonly string[] = Object.keys(fields)) {
  const values = Object.fromEntries(among.map((field) => [field, value]));
  return scenario(
    `in every field: ${name}`,
    given.host(),
    given.config(`.nvidia_driver += ${JSON.stringify(values)}`),
    when.remembered(),
    when.run(),
    ...among.map((field) => told(field, shown(value))),
    expect.says(`^failed +the configuration has problems: ${among.length}$`),
    expect.says(`next: mend ${file}, then: ashlar config check ${file}$`),
    refused,
  );
}

const command = `touch ${trace}`;

const hostile: Readonly<Record<string, string>> = {
  "a command substitution": `$(${command})`,
  backticks: `\`${command}\``,
  "an index that bash would evaluate": `a[$(${command})]`,
  "quotes and a command": `'"; ${command}; "'`,
  "a second line with a command": `580.76.05\n${command}`,
  "a right value and a line end": "12.8\n",
  "a right value and a NUL": "open\u0000",
  "a variable": "$HOME",
  "a glob": "/etc/*",
  "a tilde": "~root",
  "a leading dash": `--output-document=${trace}`,
  "an option without value": "-",
  "blanks around a right value": " 580.76.05 ",
  "digits that only look like digits": "５８０.７６.０５",
  "letters of other scripts": "ｏｐｅｎ 🚀 é",
  backslashes: "\\x24(\\044)\\\\",
  "sequences that a terminal obeys": "\u001b[2J\u0007\r",
  "formats of printf": "%s%n%x",
  "an expression of jq": "\\(env) | halt_error",
  "what closes a list of JSON": '"}], "fields": [] }',
  "a number as text": "300",
  "two hundred thousand digits": "9".repeat(200),
};

const flags = ["install", "host_toolkit", "purge_existing"];
const deadlines = Object.keys(fields).filter((field) => field.endsWith("_seconds"));
const texts = Object.keys(fields).filter((field) => ![...flags, ...deadlines].includes(field));

const types = [
  wrong("a list", []),
  wrong("a list with a right value", ["580.76.05"]),
  wrong("an object", { version: "580.76.05" }),
  wrong("a number that is no deadline", 12.8),
  wrong("true where no flag is", true, [...texts, ...deadlines]),
  wrong("false where no flag is", false, [...texts, ...deadlines]),
  wrong("zero as a deadline", 0, deadlines),
  wrong("a deadline before the start", -1, deadlines),
  wrong("a deadline of more than a day", 86_401, deadlines),
  wrong("a number beyond all numbers", 1e300, deadlines),
];

const required = ["version", "runfile_url", "runfile_sha256", "cuda_version"];

/** What is missing is told with the line to add. */
function missing(name: string, edit: string) {
  return scenario(
    name,
    given.host(),
    given.config(edit),
    when.remembered(),
    when.run(),
    ...required.map((field) => told(field, "nothing", `${fields[field]}: add "${field}": "..."`)),
    expect.says("the configuration has problems: 4$"),
    refused,
  );
}

const absent = [
  missing(
    "required fields are missing",
    `del(.nvidia_driver | ${required.map((field) => `.${field}`).join()})`,
  ),
  missing(
    "required fields are null or empty",
    '.nvidia_driver += {version: null, runfile_url: "", runfile_sha256: null, cuda_version: ""}',
  ),
  scenario(
    "optional fields that are null or empty are as good as missing",
    given.layer(converged),
    given.config(
      '.nvidia_driver += {kernel_module_type: null, host_toolkit: null, purge_existing: "", cuda_repo_key: "", apt_lock_deadline_seconds: null}',
    ),
    when.remembered(),
    when.run(),
    expect.exit(0),
    expect.step("ok", "nvcc"),
    expect.unchanged(),
  ),
];

/** The file as a whole. */
function document(name: string, text: string, ...words: string[]) {
  return scenario(
    name,
    given.host(),
    given.configText(text),
    when.remembered(),
    when.run(),
    ...words.map(expect.says),
    refused,
  );
}

const noJson = `^failed +the configuration is not valid JSON: ${file}$`;
const whole = "^failed +.*: the document: found";

const documents = [
  document("the file is no JSON", "{ nvidia_driver: ", noJson),
  document("the file is JSON with a comment", '{"nvidia_driver": {}} // later', noJson),
  document("the file is cut short", '{"nvidia_driver": {"install": true, "version": "580', noJson),
  document("the file holds two documents", '{"nvidia_driver": {"install": false}}\n{}', noJson),
  document("the file is empty", "", "^failed +jq did not finish reading"),
  document("the document is a list", "[]", `${whole} a list, expected an object$`),
  document("the document is a text", `"$(${command})"`, `${whole} .*touch.*, expected an object$`),
  document("the document is a number", "7", `${whole} 7, expected an object$`),
  document(
    "the section is a text",
    '{"nvidia_driver": "580.76.05"}',
    "nvidia_driver: found .*, expected an object$",
  ),
  scenario(
    "a host whose configuration has no such section is not to have the feature",
    given.host(),
    given.configText('{"nvidia": {"install": true}}'),
    when.remembered(),
    when.run(),
    expect.exit(0),
    expect.says(`^ok +${file} switches this feature off: nothing to do$`),
    expect.unchanged(),
  ),
];

/** Another file is named on the command line. */
function named(name: string, path: string, ...world: Sentence[]) {
  return scenario(
    `--config names ${name}`,
    given.host(),
    given.config(),
    ...world,
    when.remembered(),
    when.run("--config", path),
    expect.says(`^failed +the configuration cannot be read: ${path}$`),
    expect.says("next: name another with --config FILE$"),
    refused,
  );
}

const files = [
  named("no file", "/etc/none.json"),
  named("a directory", "/etc/apt"),
  named("a device", "/dev/null"),
  named("a link that leads nowhere", "/etc/dead.json", given.inWorld("ln", "-s", "/none", "/etc/dead.json")),
  named("a pipe that nobody fills", "/etc/pipe.json", given.inWorld("mkfifo", "/etc/pipe.json")),
  scenario(
    "--config names a file whose path begins with a dash",
    given.layer(converged),
    given.inWorld("cp", file, "/-rf"),
    given.config(".nvidia_driver.install = 7"),
    when.run("--config=-rf"),
    expect.exit(0),
    expect.step("ok", "nvcc"),
  ),
  scenario(
    "unknown fields are kept, and all noted in one line",
    given.layer(converged),
    given.config(
      `.portainer = {user: "x"} | .nvidia_driver += {"version ": 1, "$(${command})": 2, "a\\nb": 3} | .nvidia_driver.comment = "mine"`,
    ),
    when.remembered(),
    when.run(),
    expect.exit(0),
    expect.says(`^note +${file}: unknown fields are kept: portainer, .*nvidia_driver\\.comment`),
    expect.says('nvidia_driver\\."a\\\\nb"'),
    expect.noFile(trace),
    expect.unchanged(),
  ),
];

/** Right by its form, and still nothing that could be meant. */
const names = ["file:/srv/..", "/srv/-rf", "file:/srv/", "/etc/passwd", "https://host/a,b%2f..%2f.run"];

const strange = names.map((url) =>
  scenario(
    `a source that names no driver: ${url}`,
    given.host(),
    given.config(`.nvidia_driver.runfile_url = ${JSON.stringify(url)}`),
    when.remembered(),
    when.run("--only", "runfile"),
    expect.exit(4),
    expect.step("failed", "runfile_version"),
    expect.noFile(trace),
    expect.unchanged(),
  ),
);

export default specification(
  nvidia,
  {
    "configuration hostile values": Object.entries(hostile).map(([name, value]) => wrong(name, value)),
    "configuration types and absence": [...types, ...absent],
    "configuration files": [...documents, ...files, ...strange],
  },
  { layers: [converged] },
);
