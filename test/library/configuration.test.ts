import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lxcConfig } from "../../dsl/phoenix-lxc-config.ts";
import { fieldTable } from "../../src/emit/field-table.ts";
import { configSchema } from "../../src/model/config.ts";
import { driverConfig } from "../cli/driver-config.ts";
import { type Said, withLibrary } from "./bash.ts";

const folder = mkdtempSync(join(tmpdir(), "ashlar-configuration-"));
afterAll(() => rmSync(folder, { recursive: true }));

const read = `
CTID=$5
read_fields "$1" "$2" "$3" "$4"
printf '%s\\n' "\${field_values[@]: -6:3}"
for id in "\${!container_parent[@]}"; do printf '%s\\n' "$id<\${container_parent[$id]} \${container_features[$id]}"; done | sort
`;

const host = JSON.stringify({
  nvidia_driver: {
    install: true,
    version: "580.76.05",
    runfile_url: "https://example.org/NVIDIA-Linux-x86_64-580.76.05.run",
    runfile_sha256: "0".repeat(64),
    cuda_version: "12.8",
  },
});
const containers = {
  "900": { features: ["base_setup"] },
  "901": { clone_from_ctid: "900", gpu_assignment: " 1, 0 ", features: ["nvidia", "vllm"] },
  "911": { clone_from_ctid: 901, gpu_assignment: 1 },
  "950": { gpu_assignment: "one", features: "nvidia", clone_from_ctid: "951" },
};
const lxc = JSON.stringify({ lxc_configs: containers });

function readBy(ctid: string, hostText: string, lxcText: string | undefined): Said {
  const hostFile = join(folder, "host.json");
  const lxcFile = join(folder, "lxc.json");
  writeFileSync(hostFile, hostText);
  rmSync(lxcFile, { force: true });
  if (lxcText !== undefined) writeFileSync(lxcFile, lxcText);
  const switched = configSchema(driverConfig, { type: "config", path: ["nvidia_driver", "install"] });
  const tables = [switched, configSchema(lxcConfig)].map(fieldTable);
  const said = withLibrary(read, hostFile, tables[0] ?? "", lxcFile, tables[1] ?? "", ctid);
  return { ...said, stderr: said.stderr.replaceAll(`${folder}/`, "") };
}

test("the values of a container, and where it comes from", () => {
  const { status, stdout, stderr } = readBy("911", host, lxc);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout.split("\n")).toEqual([
    "1",
    "901",
    "",
    "900< base_setup",
    "901<900 nvidia vllm",
    "911<901 ",
    "",
  ]);
  expect(readBy("901", host, lxc).stdout.split("\n").slice(0, 3)).toEqual(["0 1", "900", "nvidia vllm"]);
});

test("what is wrong with the container is told, with the file and the line to add", () => {
  expect(readBy("950", host, lxc).stderr).toBe(
    [
      'failed   lxc.json: lxc_configs.950.gpu_assignment: found "one", expected indices of GPUs such as "0" or "0, 1", or "none"',
      'failed   lxc.json: lxc_configs.950.features: found "nvidia", expected a list of names such as ["base_setup", "nvidia"]',
      'failed   lxc.json: lxc_configs.950.clone_from_ctid: found "951", expected a container in lxc_configs',
      "failed   the configuration has problems: 3",
      "         next: mend host.json lxc.json, then: ashlar config check host.json lxc.json",
      "",
    ].join("\n"),
  );
  expect(readBy("960", host, lxc).stderr).toContain(
    'failed   lxc.json: lxc_configs.960: found nothing, expected this container: add "960": {"gpu_assignment": "none", "features": []}\n',
  );
});

test("a file without containers is told as such", () => {
  expect(readBy("901", host, "{}").stderr).toContain(
    "failed   lxc.json: lxc_configs: found nothing, expected an object\n",
  );
});

test.each([
  ["another one cannot be read", host, undefined, "the configuration cannot be read: lxc.json"],
  ["the first is no JSON", "{", lxc, "the configuration is not valid JSON: host.json"],
  ["the second is no JSON", host, "{]", "the configuration is not valid JSON: lxc.json"],
  ["the first is two documents", `${host}{}`, lxc, "the configuration is not valid JSON: host.json"],
  ["the second is two documents", host, `${lxc}\n${lxc}`, "the configuration is not valid JSON: lxc.json"],
  ["the second is empty", host, "", "jq did not finish reading lxc.json"],
])("a file that is no document is named: %s", (_, hostText, lxcText, message) => {
  const { status, stderr } = readBy("901", hostText, lxcText);
  expect(stderr).toContain(`failed   ${message}\n`);
  expect(status).toBe(4);
});

test("a host that is not to have the feature is an answer, whatever the containers are", () => {
  const { status, stderr } = readBy("950", '{"nvidia_driver": {"install": false}}', '{"lxc_configs": 7}');
  expect(stderr).toContain("ok       host.json switches this feature off: nothing to do\n");
  expect(stderr).not.toContain("failed");
  expect(status).toBe(0);
});
