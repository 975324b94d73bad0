import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import { version } from "../nvidia-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, planFor, runFor } = there;
const hostConfigFile = "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json";
const trace = "/world/executed";
const command = `touch ${trace}`;
const hostile: Readonly<Record<string, string>> = {
  "a command substitution": `$(${command})`,
  backticks: `\`${command}\``,
  "an index that bash would evaluate": `a[$(${command})]`,
  "quotes and a command": `'"; ${command}; "'`,
  "a second line with a command": `0\n${command}`,
  "a right value and a line end": "0\n",
  "a right value and a NUL": "901\u0000",
  "a leading dash": `--keep-env=${trace}`,
  "digits that only look like digits": "９０１",
  "sequences that a terminal obeys": "\u001b[2J\u0007\r",
  "the separator of records": "0\u001f1\u001fexit\u001f0",
  "a mount entry": `0 none bind 0 0\nlxc.hook.pre-start: ${command}`,
  "formats of printf": "%s%n%x",
  "an expression of jq": "\\(env) | halt_error",
};
const exactly = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
const told = (path: string, found: string, expected: string) =>
  expect.says(
    `^failed +${there.lxcConfigFile}: ${exactly(path)}: found ${exactly(found)}, expected ${exactly(expected)}$`,
  );

const own = {
  gpu_assignment: 'indices of GPUs such as "0" or "0, 1", or "none"',
  clone_from_ctid: "the number of a guest, 100 to 999999999",
  nvidia_repo_url: "an http(s) or file URL, or an absolute path",
  nvidia_runfile_url: "an http(s) or file URL, or an absolute path",
  nvidia_driver_version: "a driver version such as 580.76.05",
} as const;
const refused: (Sentence | readonly Sentence[])[] = [
  expect.exit(4),
  expect.neverSays("^(ok|would|unknown|changed) "),
  expect.neverCalls("^pct "),
  expect.noFile(trace),
  expect.containerNoFile(ctid, trace),
  expect.unchanged(),
];

/** The same in each field of the container, in its features, and at the root of the file; each is told with its place. */
const hostileValues = Object.entries(hostile).map(([name, value]) =>
  scenario(
    `in every field of a container: ${name}`,
    given.layer(converged),
    given.lxcConfig(
      `.lxc_configs."901" += (${JSON.stringify(Object.fromEntries(Object.keys(own).map((field) => [field, value])))}
        + {features: ["nvidia", ${JSON.stringify(value)}]})`,
    ),
    given.config(`.nvidia_driver.version = ${JSON.stringify(value)}`),
    when.remembered(),
    runFor(ctid),
    ...Object.entries(own).map(([field, expected]) =>
      told(`lxc_configs.901.${field}`, JSON.stringify(value).replaceAll("\u007f", "\\u007f"), expected),
    ),
    told("lxc_configs.901.features", "a list", 'a list of names such as ["base_setup", "nvidia"]'),
    expect.says(`^failed +${hostConfigFile}: nvidia_driver\\.version: found `),
    ...refused,
  ),
);

const otherProblems = [
  scenario(
    "values at the root of the file that stand in for a container are told with their place",
    given.layer(converged),
    given.lxcConfig(`.nvidia_repo_url = "$(${command})" | .nvidia_driver_version = "570.1"`),
    when.remembered(),
    runFor(ctid),
    told("nvidia_repo_url", JSON.stringify(`$(${command})`), own.nvidia_repo_url),
    expect.says(`^failed +${there.lxcConfigFile}: nvidia_driver_version: found "570.1", `),
    ...refused,
  ),
  scenario(
    "the files disagree about the .run: both places are named",
    given.layer(converged),
    given.lxcConfig(
      '.nvidia_driver_version = "570.124.06" | .lxc_configs."901".nvidia_runfile_url = "/srv/other.run"',
    ),
    when.remembered(),
    runFor(ctid),
    told(
      "nvidia_driver_version",
      '"570.124.06"',
      `"${version}", as nvidia_driver.version of the host configuration says`,
    ),
    expect.says(
      `lxc_configs\\.901\\.nvidia_runfile_url: found "/srv/other.run", expected .* as nvidia_driver\\.runfile_url`,
    ),
    ...refused,
  ),
  scenario(
    "an inherited problem: the features of a parent are no list",
    given.layer(converged),
    given.lxcConfig('.lxc_configs."900".features = "nvidia"'),
    when.remembered(),
    runFor(ctid),
    told("lxc_configs.900.features", '"nvidia"', 'a list of names such as ["base_setup", "nvidia"]'),
    ...refused,
  ),
  ...[
    { name: "no JSON", text: "{ lxc_configs: ", message: "is not valid JSON" },
    { name: "two documents", text: "{} {}", message: "is not valid JSON" },
    {
      name: "containers that are a list",
      text: '{"lxc_configs": []}',
      message: "lxc_configs: found a list, expected an object$",
    },
    {
      name: "a container that is a number",
      text: '{"lxc_configs": {"901": 1}}',
      message: "lxc_configs\\.901: found 1, expected an object$",
    },
    {
      name: "a file without containers",
      text: "{}",
      message: "lxc_configs: found nothing, expected an object",
    },
  ].map(({ name, text, message }) =>
    scenario(
      `the configuration of the containers is ${name}`,
      given.layer(converged),
      given.lxcConfig(text),
      when.remembered(),
      runFor(ctid),
      expect.says(message),
      ...refused,
    ),
  ),
  scenario(
    "fields that nobody knows are noted once, with their place, and change nothing",
    given.layer(converged),
    given.lxcConfig(
      `.lxc_configs."901" += {"no such field": 1, "$(${command})": 2} | .lxc_configs."902".other = 1 | .extra = {}`,
    ),
    runFor(ctid),
    expect.exit(0),
    expect.says(`^note +${there.lxcConfigFile}: unknown fields are kept: `),
    expect.says('lxc_configs\\.901\\."no such field"'),
    expect.neverSays("^changed"),
    expect.noFile(trace),
  ),
  scenario(
    "ids and indices as numbers, lists with blanks, null and missing are all as good",
    given.layer(converged),
    given.lxcConfig(
      '.lxc_configs."901" += {gpu_assignment: " 1 ,0, 1", clone_from_ctid: 900, nvidia_repo_url: null, nvidia_runfile_url: ""}',
    ),
    runFor(ctid),
    expect.exit(0),
    expect.step("ok", ...there.steps),
    given.lxcConfig('.lxc_configs."901".gpu_assignment = 0'),
    planFor(ctid),
    expect.exit(3),
    expect.says("would +passthrough"),
  ),
  scenario(
    "a GPU that the host does not have",
    given.layer(converged),
    given.lxcConfig('.lxc_configs."901".gpu_assignment = "0,2"'),
    when.remembered(),
    runFor(ctid),
    expect.exit(4),
    expect.step("failed", "host_driver"),
    expect.says("expected: GPU 2 on this host; found: 2 GPUs, counted from 0|found: +2 GPUs, counted from 0"),
    expect.unchanged(),
  ),
];

export default specification(
  nvidia,
  { "hostile values": hostileValues, "other values": otherProblems },
  { layers: [converged] },
);
