import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hypervisorConfig } from "../../dsl/phoenix-config.ts";
import { lxcConfig } from "../../dsl/phoenix-lxc-config.ts";
import { preparePackage } from "../../src/cli/bake.ts";
import { readFunctionFiles } from "../../src/emit/functions.ts";
import {
  call,
  computed,
  containerPipeline,
  cudaDistribution,
  driverFitsCuda,
  type field,
  hostPipeline,
  nvidiaHost,
  runfileNamesVersion,
} from "../../src/index.ts";
import type { Issue } from "../../src/model/issue.ts";
import type { Pipeline } from "../../src/model/pipeline.ts";
import { planPipeline } from "../../src/plan/plan.ts";

const root = process.cwd();
const functionFiles = readFunctionFiles(root);
const folder = mkdtempSync(join(tmpdir(), "ashlar-bake-"));
afterAll(() => rmSync(folder, { recursive: true }));

const host = hostPipeline(
  "host",
  { config: hypervisorConfig, enabledBy: (config) => config.nvidia_driver.install },
  (host, { nvidia_driver: nvidia }) => {
    host.require("runfile", runfileNamesVersion({ url: nvidia.runfile_url, version: nvidia.version }));
    host.require("fits", driverFitsCuda({ version: nvidia.version, cuda: nvidia.cuda_version }));
    host.onlyIf(nvidia.host_toolkit, "no toolkit", (host) => {
      host.require(
        "published",
        cudaDistribution({ cuda: nvidia.cuda_version, base: nvidia.cuda_repo_base_url }),
      );
    });
  },
);

const container = containerPipeline(
  "container",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "nvidia",
    deadline: (config) => config.nvidia_driver.container_deadline_seconds,
  },
  (host, _container, { config, own, feature }) => {
    const gpus = computed<field.GpuIndices>(
      "WANTED_GPUS",
      "the GPUs",
      call("choose_where", own.gpu_assignment, feature.isDeclared),
    );
    host.require("host_driver", nvidiaHost({ version: config.nvidia_driver.version, gpus }));
  },
);

const driver = {
  install: true,
  version: "580.76.05",
  runfile_url: "https://example.org/NVIDIA-Linux-x86_64-580.76.05.run",
  runfile_sha256: "0".repeat(64),
  cuda_version: "12.8",
};
const containers = {
  "900": { features: ["base_setup"] },
  "901": { clone_from_ctid: "900", gpu_assignment: "0, 1", features: ["nvidia"] },
};

function fileOf(name: string, content: unknown) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  return { typed: name, path };
}

interface Site {
  readonly driver?: object;
  readonly lxc?: object;
  readonly facts?: Readonly<Record<string, string>>;
}

/** What baking finds with these fields changed. */
async function found(
  { driver: changed = {}, lxc, facts = {} }: Site,
  pipelines: readonly Pipeline[] = [host],
) {
  const files = [fileOf("host.json", { nvidia_driver: { ...driver, ...changed } })];
  if (lxc !== undefined) files.push(fileOf("lxc.json", lxc));
  const plans = pipelines.map((pipeline) => planPipeline(pipeline, { commentAt: () => "Because." }));
  const wanted = { standalone: false, bake: files, facts: new Map(Object.entries(facts)) };
  return preparePackage(plans, wanted, root, functionFiles);
}

function brief(issues: readonly Issue[]) {
  return issues.map(({ code, at, found, expected }) => ({
    code,
    line: `${at.file}:${at.line}`,
    found,
    expected,
  }));
}

test("a configuration without a fault has no issue", async () => {
  const lxc = { lxc_configs: containers };
  const facts = { HOST_DISTRIBUTION: "debian12", HOST_GPUS: "2" };
  const { issues, plans } = await found({ lxc, facts }, [host, container]);
  expect(issues).toEqual([]);
  expect(plans).toHaveLength(2);
});

test("a file that is no JSON: ASH801", async () => {
  const plans = [planPipeline(host, { commentAt: () => "" })];
  const bake = [fileOf("host.json", "{")];
  const { issues } = await preparePackage(plans, { standalone: false, bake, facts: new Map() }, root, []);
  expect(issues).toMatchObject([{ code: "ASH801", at: { file: "host.json" } }]);
});

test("an invalid value, at its line in its file: ASH802", async () => {
  const { issues } = await found({ driver: { cuda_version: 12.8 } });
  expect(brief(issues)).toEqual([
    {
      code: "ASH802",
      line: "host.json:7",
      found: "12.8",
      expected: 'a CUDA release in quotes, such as "12.8"',
    },
  ]);
});

test("a driver that is too old for the CUDA release, and a file of another version: ASH803", async () => {
  const { issues } = await found({ driver: { version: "520.56.06" } });
  expect(brief(issues)).toEqual([
    {
      code: "ASH803",
      line: "host.json:5",
      found: "NVIDIA-Linux-x86_64-580.76.05.run",
      expected: "a file of version 520.56.06",
    },
    {
      code: "ASH803",
      line: "host.json:4",
      found: "520.56.06",
      expected: "a driver from 525.60.13 on, which CUDA 12 needs",
    },
  ]);
  expect(issues[1]?.message).toContain("nvidia_driver.version, nvidia_driver.cuda_version");
});

test("a distribution without the toolkit: ASH804, told only where the distribution is, and the toolkit is wanted", async () => {
  const facts = { HOST_DISTRIBUTION: "debian13" };
  const expected = "CUDA 12.8 in NVIDIA's repository for debian13";
  expect(brief((await found({ facts })).issues)).toMatchObject([
    { code: "ASH804", line: "host.json:7", expected },
  ]);
  expect((await found({})).issues).toEqual([]);
  expect((await found({ facts, driver: { host_toolkit: false } })).issues).toEqual([]);
});

test("a GPU that the host does not have: ASH805, for the container that is to get it", async () => {
  const lxc = { lxc_configs: containers };
  const { issues } = await found({ lxc, facts: { HOST_GPUS: "1" } }, [container]);
  expect(brief(issues)).toEqual([
    { code: "ASH805", line: "lxc.json:10", found: "1 GPUs, counted from 0", expected: "GPU 1 on this host" },
  ]);
  expect(issues[0]?.message).toContain("lxc_configs.901.gpu_assignment");
});

test("a parent that is not there: ASH806", async () => {
  const lxc = { lxc_configs: { ...containers, "902": { clone_from_ctid: 999 } } };
  expect(brief((await found({ lxc }, [container])).issues)).toEqual([
    { code: "ASH806", line: "lxc.json:16", found: "999", expected: "a container in lxc_configs" },
  ]);
});

test("containers that are clones of each other: ASH807, told once", async () => {
  const lxc = { lxc_configs: { "901": { clone_from_ctid: "902" }, "902": { clone_from_ctid: "901" } } };
  expect(brief((await found({ lxc }, [container])).issues)).toMatchObject([
    { code: "ASH807", expected: "a chain of clones that ends, not 901 -> 902 -> 901" },
  ]);
});

test("a feature without what it needs: ASH808, at the list that lacks it", async () => {
  const needy = containerPipeline(
    "needy",
    {
      config: hypervisorConfig,
      containers: lxcConfig,
      feature: "vllm",
      requires: ["nvidia"],
      deadline: (config) => config.nvidia_driver.container_deadline_seconds,
    },
    () => {},
  );
  const withFeatures = (...features: string[]) => ({
    lxc_configs: { ...containers, "910": { clone_from_ctid: "900", features } },
  });
  expect(brief((await found({ lxc: withFeatures("base_setup", "vllm") }, [needy])).issues)).toEqual([
    {
      code: "ASH808",
      line: "lxc.json:17",
      found: '"vllm" without "nvidia" before it',
      expected: '"nvidia" before "vllm": add "nvidia", here or to a container that 910 was cloned from',
    },
  ]);
  expect((await found({ lxc: withFeatures("vllm", "nvidia") }, [needy])).issues).toHaveLength(1);
  expect((await found({ lxc: withFeatures("nvidia", "vllm") }, [needy])).issues).toEqual([]);
  const inherited = { ...containers, "911": { clone_from_ctid: "901", features: ["vllm"] } };
  expect((await found({ lxc: { lxc_configs: inherited } }, [needy])).issues).toEqual([]);
});

test("what is switched off is not judged further", async () => {
  const { issues, plans } = await found({ driver: { install: false, version: "none" } });
  expect(issues).toEqual([]);
  expect(plans).toHaveLength(1);
});

test("a pipeline whose configuration is not given is left out", async () => {
  const { plans } = await found({}, [host, container]);
  expect(plans.map(({ pipeline }) => pipeline.name)).toEqual(["host"]);
});

/** Drivers around each floor, and the first and the last release of each distribution. */
const drivers = [
  "450.80.01",
  "450.80.02",
  "525.60.12",
  "525.60.13",
  "570.26",
  "570.124.06",
  "580.65.06",
] as const;
const releases = ["11.8", "12.0", "12.8", "13.0", "13.1", "14.0"] as const;
const distributions = ["debian11", "debian12", "debian13", "debian14"];

test("the table of drivers says the same when compiling as the guard does when running", async () => {
  const pairs = drivers.flatMap((version) => releases.map((cuda) => ({ version, cuda })));
  const pipeline = hostPipeline("pairs", { config: hypervisorConfig }, (host) => {
    for (const [index, pair] of pairs.entries()) host.require(`pair_${index}`, driverFitsCuda(pair));
  });
  const { issues } = await found({}, [pipeline]);
  const refused = pairs.filter((_, index) =>
    issues.some(({ message }) => message.includes(`pair_${index} `)),
  );
  const byGuard = answersOf(pairs.map(({ version, cuda }) => ["driver_is_new_enough", version, cuda]));
  expect(refused).toEqual(pairs.filter((_, index) => byGuard[index] === 1));
  expect(refused.length).toBeGreaterThan(10);
});

test("so does the table of distributions", async () => {
  const base = "https://developer.download.nvidia.com/compute/cuda/repos";
  for (const distribution of distributions) {
    const pipeline = hostPipeline("releases", { config: hypervisorConfig }, (host) => {
      for (const [index, cuda] of releases.entries())
        host.require(`release_${index}`, cudaDistribution({ cuda, base }));
    });
    const { issues } = await found({ facts: { HOST_DISTRIBUTION: distribution } }, [pipeline]);
    const byGuard = answersOf(releases.map((cuda) => ["toolkit_is_published", cuda, base, distribution]));
    expect(issues.length, distribution).toBe(byGuard.filter((answer) => answer === 1).length);
  }
});

/** Answers of functions of the library, asked as a guard asks them. */
function answersOf(calls: readonly (readonly string[])[]): number[] {
  const program = [
    ...functionFiles.map(({ path }) => `source ${path}`),
    'while read -r -a asked; do answer=0; "${asked[@]}" 2>/dev/null || answer=$?; echo "$answer"; done',
  ].join("\n");
  const input = calls.map((words) => words.join(" ")).join("\n");
  const output = execFileSync("bash", ["-c", program], { input: `${input}\n`, encoding: "utf8" });
  return output.trim().split("\n").map(Number);
}
