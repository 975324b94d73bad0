import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import host from "../../dsl/host/nvidia.ts";
import container from "../../dsl/lxc/nvidia.ts";
import { literalConstants } from "../../src/emit/constants.ts";
import { configurationText, type Form, linked, planFor } from "../../src/emit/form.ts";
import { readFunctionFiles } from "../../src/emit/functions.ts";
import type { Baked, BakedFile } from "../../src/model/baked.ts";
import type { Pipeline } from "../../src/model/pipeline.ts";
import { planPipeline } from "../../src/plan/plan.ts";

const folder = mkdtempSync(join(tmpdir(), "ashlar-baked-"));
afterAll(() => rmSync(folder, { recursive: true }));
const library = readFunctionFiles(process.cwd()).map(({ path }) => `source ${path}`);

const driver = {
  install: true,
  version: "580.76.05",
  runfile_url: "https://example.org/NVIDIA-Linux-x86_64-580.76.05.run",
  runfile_sha256: "0".repeat(64),
  cuda_version: "12.8",
  host_toolkit: null,
  cuda_repo_key: "",
  apt_lock_deadline_seconds: 5.0,
  device_deadline_seconds: 1e2,
};
/** Every way in which the fields are written. */
const lxc = {
  nvidia_repo_url: "https://example.org/root",
  lxc_configs: {
    "900": { features: ["base_setup", "nvidia"], gpu_assignment: "none" },
    "901": { clone_from_ctid: 900, gpu_assignment: " 1 ,0, 1", features: [] },
    "902": { clone_from_ctid: "901", gpu_assignment: 0, nvidia_repo_url: "" },
    "903": {
      clone_from_ctid: "",
      gpu_assignment: "10,9",
      features: ["it_s", "nvidia"],
      nvidia_repo_url: "/srv/own",
    },
    "904": { clone_from_ctid: "903", gpu_assignment: null, features: null },
  },
};

function bakedFile(name: string, document: object): BakedFile {
  const text = JSON.stringify(document);
  const path = join(folder, `${name}.json`);
  writeFileSync(path, text);
  return { name, path, sha256: "0".repeat(64), text, document };
}

/** All constants that a script has when its configuration is read. */
function constantsOf(pipeline: Pipeline, form: Form, ctid: string): string[] {
  const plan = planFor(planPipeline(pipeline, { commentAt: () => "" }), form);
  const { constants, configuration } = configurationText(plan, form);
  const program = [
    "set -euo pipefail",
    ...library,
    ...constants,
    ...literalConstants(plan.steps),
    configuration,
    `config_file=${folder}/phoenix_hypervisor_config.json lxc_config_file=${folder}/phoenix_lxc_configs.json`,
    `CTID=${ctid}`,
    ...(configuration === "" ? [] : ["read_configuration"]),
    "declare -p",
  ];
  const output = execFileSync("bash", ["--noprofile", "--norc"], {
    input: program.join("\n"),
    encoding: "utf8",
  });
  const own = output.split("\n").filter((line) => /^declare -r [A-Z]/.test(line));
  return own.filter((line) => !/ (BASH|DEFAULT|FIELDS|LXC_FIELDS|SHELLOPTS|PPID|EUID|UID)/.test(line)).sort();
}

function formWith(changes: object): Form {
  const files = [
    bakedFile("phoenix_hypervisor_config", { nvidia_driver: { ...driver, ...changes } }),
    bakedFile("phoenix_lxc_configs", lxc),
  ];
  const baked: Baked = new Map(files.map((file) => [file.name, file]));
  return { standalone: false, baked };
}

test.each([
  ["as it is by default", {}],
  ["with all that may be absent", { host_toolkit: false, kernel_module_type: "open" }],
])("the host's script holds the same values, read or baked: %s", (_, changes) => {
  const form = formWith(changes);
  const read = constantsOf(host, linked, "''");
  expect(constantsOf(host, form, "''")).toEqual(read);
  expect(read.length).toBeGreaterThan(15);
});

/** The URL is only part of a constant, which baking makes a literal. */
const swallowed = /^declare -r NVIDIA_DRIVER_RUNFILE_URL=/;

test.each(Object.keys(lxc.lxc_configs))("so does the container's, for container %s", (ctid) => {
  const read = constantsOf(container, linked, ctid);
  const baked = constantsOf(container, formWith({}), ctid);
  expect(baked).toEqual(read.filter((line) => !swallowed.test(line)));
  expect(baked.some((line) => line.startsWith("declare -r CONTAINER_GPU_ASSIGNMENT="))).toBe(true);
});
