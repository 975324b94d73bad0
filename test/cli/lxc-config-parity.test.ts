import fc from "fast-check";
import { expect, test } from "vitest";
import { lxcConfig } from "../../dsl/phoenix-lxc-config.ts";
import { configSchema } from "../../src/model/config.ts";
import { checkConfiguration, checkForScript, problemText } from "../../src/model/config-check.ts";
import { configurationValues } from "../../src/model/config-values.ts";
import { viewOf } from "../../src/model/config-view.ts";
import { lineageOf } from "../../src/model/lineage.ts";
import { type Asked, saidByJq } from "./config-jq.ts";
import { driverConfig } from "./driver-config.ts";

const host = configSchema(driverConfig);
const lxc = { ...configSchema(lxcConfig), requires: { feature: "vllm", names: ["nvidia"] } };

const hostDocument = {
  nvidia_driver: {
    install: true,
    version: "580.76.05",
    runfile_url: "https://example.org/NVIDIA-Linux-x86_64-580.76.05.run",
    runfile_sha256: "0".repeat(64),
    cuda_version: "12.8",
  },
};

const hostile = fc.constantFrom(
  "$(reboot)",
  "a\nb",
  "901\n",
  "0,1\n",
  "nvidia ",
  "é\u{1f600}",
  "'\"\\",
  "none\u0000",
);
const ctid = fc.constantFrom("900", "901", "902", "903", "904");
const anything = fc.oneof(
  fc.constantFrom(null, "", true, 0, 1, 12.8, -1, 901, 1e17, 99, 100, 999999999, 1000000000),
  fc.string({ unit: "binary", maxLength: 12 }),
  hostile,
  fc.array(fc.oneof(fc.string(), fc.integer(), hostile), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.integer(), { maxKeys: 2 }),
);
const mostly = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: anything });
const oftenFirst = <T>(first: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: first }, { weight: 1, arbitrary: other });
const oftenText = (first: string, other: string) =>
  mostly(oftenFirst(fc.constant(first), fc.constant(other)));
const url = oftenText(hostDocument.nvidia_driver.runfile_url, "https://example.org/x/");
const version = oftenText("580.76.05", "570.124.06");
const shared = { nvidia_repo_url: url, nvidia_runfile_url: url, nvidia_driver_version: version };
const optionName = fc.oneof(
  { weight: 200, arbitrary: fc.constantFrom("model", "max_model_len", "trust-remote-code", "Cache", "port") },
  { weight: 1, arbitrary: fc.constantFrom("", "1st", "a b", "x;y", "__proto__") },
);
const optionValue = fc.oneof(
  { weight: 200, arbitrary: fc.constantFrom("Qwen/Q 2", 8000, 0.9, true, false, null, "", "100% $x \\") },
  { weight: 1, arbitrary: anything },
);
const options = fc.dictionary(
  optionName,
  fc.oneof({ weight: 4, arbitrary: optionValue }, fc.dictionary(optionName, optionValue, { maxKeys: 3 })),
  { maxKeys: 4 },
);
/** Mostly what is right, seldom something close to it or anything else. */
const seldom = <T>(right: fc.Arbitrary<T>, close: unknown) =>
  fc.oneof(
    { weight: 60, arbitrary: right },
    { weight: 1, arbitrary: fc.constant(close) },
    { weight: 1, arbitrary: anything },
  );
const addresses = fc.constantFrom("10.0.0.1", ["10.0.0.1", "::1"], "10.0.0.1, 10.0.0.2", []);
const mount = fc.record({
  host_path: seldom(fc.constant("/srv/a"), "/srv/a,ro=1"),
  container_path: fc.constant("/a"),
});
const container = fc.record(
  {
    name: seldom(fc.constant("gpu-1"), "a name"),
    memory_mb: seldom(fc.constantFrom(512, 16), 1e9),
    unprivileged: seldom(fc.boolean(), "true"),
    lxc_options: seldom(fc.subarray(["lxc.cap.drop: sys_module", "lxc.x=a b"]), ["lxc.é=1"]),
    dependencies: seldom(fc.array(fc.oneof(ctid, ctid.map(Number)), { maxLength: 3 }), ["99"]),
    network_config: fc.record(
      { ip: seldom(fc.constantFrom("dhcp", "10.0.0.2/24"), "10.0.0.2"), nameservers: seldom(addresses, "a") },
      { requiredKeys: [] },
    ),
    mount_points: seldom(fc.array(mount, { maxLength: 2 }), "/srv/a"),
    health_check: fc.record(
      { command: fc.constant("true"), retries: seldom(fc.constant(2), 0) },
      { requiredKeys: [] },
    ),
    gpu_assignment: mostly(fc.constantFrom("0, 1", "0", "none", " 1 ,0,1 ", 1, "10,9", "")),
    clone_from_ctid: mostly(fc.oneof(ctid, ctid.map(Number))),
    features: mostly(
      oftenFirst(fc.subarray(["base_setup", "nvidia"]), fc.shuffledSubarray(["nvidia", "vllm"])),
    ),
    vllm_engine_config: mostly(options),
    ...shared,
    "odd name": anything,
    ports: anything,
  },
  { requiredKeys: [] },
);
const containers = fc.dictionary(
  fc.oneof(
    { weight: 30, arbitrary: ctid },
    { weight: 1, arbitrary: fc.constantFrom("0901", "x", "__proto__", "99") },
  ),
  mostly(container),
  { minKeys: 2, maxKeys: 6 },
);
const document = mostly(
  fc.record(
    { lxc_configs: mostly(containers), ...shared, $schema: fc.constant("x"), comment: anything },
    { requiredKeys: ["lxc_configs"] },
  ),
);

const asked = fc
  .sample(fc.tuple(document, fc.constantFrom("900", "901", "999")), { numRuns: 3000, seed: 20 })
  .map(
    ([each, ctid]): Required<Asked> => ({
      documents: [JSON.stringify(hostDocument), JSON.stringify(each)],
      ctid,
    }),
  );

const parsed = ({ documents }: Asked): unknown => JSON.parse(documents[1] ?? "");

/** What jq says of the second file. */
const said = saidByJq([host, lxc], asked).map((lines) => lines.slice(lines.indexOf("next") + 1));
const startingWith = (lines: readonly string[] | undefined, start: string) =>
  (lines ?? []).filter((line) => line.startsWith(start));
const judged = asked.map((one) => checkForScript(lxc, parsed(one), one.ctid, hostDocument));
const right = asked.filter((_, index) => judged[index]?.problems.length === 0);

test("jq and the compiler say the same words of a container", () => {
  const words = judged.map(({ problems, unknown }) => [
    ...problems.map((problem) => `problem:${problemText(problem)}`),
    ...(unknown.length === 0 ? [] : [`note:${unknown.join(", ")}`]),
  ]);
  expect(words).toEqual(
    said.map((lines) => [...startingWith(lines, "problem:"), ...startingWith(lines, "note:")]),
  );
  const whole = words.flat().join("\n");
  for (const text of [
    "a chain of clones that ends",
    "a container in",
    "this container: add",
    "host configuration",
    '"vllm" without "nvidia" before it',
    '"nvidia" before "vllm": add "nvidia", here or to a container that 901 was cloned from',
  ]) {
    expect(whole).toContain(text);
  }
  expect(right.length).toBeGreaterThan(100);
});

test("jq and the compiler read the same values", () => {
  const read = right.map((one) => configurationValues(lxc, parsed(one), one.ctid));
  expect(read.map((values) => values.map((value) => `value:${value}`))).toEqual(
    right.map((one) => startingWith(said[asked.indexOf(one)], "value:")),
  );
});

test("options become the words of a command line", () => {
  const document = {
    lxc_configs: {
      "901": {
        vllm_engine_config: {
          Model: { model: "Qwen/Q 2", quantization: null, trust_remote_code: true },
          Cache: { gpu_memory_utilization: 0.9, "enable-prefix-caching": false },
          allowed_origins: ["a b", 1],
        },
      },
    },
  };
  expect(checkForScript(lxc, document, "901").problems).toEqual([]);
  const index = lxc.fields.findIndex(({ type }) => type === "options");
  expect(configurationValues(lxc, document, "901")[index]?.split("\t")).toEqual([
    ...["--model", "Qwen/Q 2", "--trust-remote-code"],
    ...["--gpu-memory-utilization", "0.9", "--allowed-origins", "a b", "1"],
  ]);
});

test("jq and the compiler follow the same clones", () => {
  const lines = right.map((one) => startingWith(said[asked.indexOf(one)], "container:"));
  expect(lines.map((each) => each.map((line) => line.split(":")[1]))).toEqual(
    right.map((one) => lineageOf(viewOf(lxc, parsed(one), one.ctid))?.ctids),
  );
  expect(lines.some((each) => each.length > 3)).toBe(true);
});

test("a whole file has every problem that the script of any of its containers finds", () => {
  for (const [index, one] of asked.entries()) {
    const { problems } = checkConfiguration(lxc, parsed(one), hostDocument);
    const texts = problems.map(problemText);
    const found = judged[index]?.problems.map(problemText) ?? [];
    if (!found.some((text) => text.includes("this container: add"))) {
      expect(texts, one.documents[1]).toEqual(expect.arrayContaining(found));
    }
  }
});
