import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import * as there from "../lxc-world.ts";
import nvidia from "./nvidia.ts";

const { ctid, converged, planFor, ready, runFor } = there;
const inheriting = there.gpuSteps.filter((step) => !there.installingSteps.includes(step));

/** A container of the configuration, as far as inheritance goes; the feature list may be missing. */
interface Declared {
  readonly clone_from_ctid?: string | number | undefined;
  readonly features?: readonly string[] | undefined;
  readonly gpu_assignment?: string;
}

const configured = (containers: Readonly<Record<string, Declared>>) =>
  given.lxcConfig(JSON.stringify({ lxc_configs: containers }, undefined, 1));

/** 901 and what it is cloned from, directly or not: 301, 302, … each with its features; numbers and texts alike. */
function chain(own: readonly string[] | undefined, ...ancestors: (readonly string[] | undefined)[]) {
  const id = (index: number) => (index === 0 ? ctid : 300 + index);
  const links = [own, ...ancestors].map((features, index): [string, Declared] => {
    const parent = index === ancestors.length ? undefined : id(index + 1);
    const clone_from_ctid = index % 2 === 0 ? parent : parent?.toString();
    return [String(id(index)), { clone_from_ctid, features, gpu_assignment: index === 0 ? "0, 1" : "none" }];
  });
  return configured(Object.fromEntries(links));
}

const plain = (count: number) => Array.from({ length: count }, () => ["base_setup"]);
/** Where the feature comes from in each of these chains: itself, an ancestor, or nobody. */
const chains: {
  readonly name: string;
  readonly config: Sentence;
  readonly from: "itself" | "an ancestor" | "nobody";
}[] = [
  { name: "depth 0, declared", config: chain(["base_setup", "nvidia", "vllm"]), from: "itself" },
  { name: "depth 0, not declared", config: chain(["base_setup"]), from: "nobody" },
  ...[1, 2, 3, 4, 5, 6].map((depth) => ({
    name: `depth ${depth}, declared by the first of the line alone`,
    config: chain(["vllm"], ...plain(depth - 1), ["base_setup", "nvidia"]),
    from: "an ancestor" as const,
  })),
  {
    name: "depth 6, declared in the middle and by itself",
    config: chain(["nvidia"], ...plain(2), ["nvidia"], ...plain(3)),
    from: "an ancestor",
  },
  { name: "depth 1, declared by both", config: chain(["vllm", "nvidia"], ["nvidia"]), from: "an ancestor" },
  { name: "depth 6, declared by itself alone", config: chain(["nvidia"], ...plain(6)), from: "itself" },
  { name: "depth 6, declared by nobody", config: chain(["vllm"], ...plain(6)), from: "nobody" },
  {
    name: "depth 2, without any list of features but the first",
    config: chain(undefined, undefined, ["nvidia"]),
    from: "an ancestor",
  },
  {
    name: "features that are only named alike",
    config: chain(["nvidia-container-toolkit"], ["xnvidia", "nvidia2", "Nvidia", "n.idia"]),
    from: "nobody",
  },
];

const outcomes = {
  itself: [expect.step("ok", ...there.steps), expect.neverSays("^(changed|skipped)")],
  "an ancestor": [
    expect.step("ok", "passthrough", "restart", ...inheriting),
    expect.step("skipped", ...there.installingSteps),
    expect.says("installer_tools +inherited: installed in the container that this one was cloned from$"),
    expect.neverSays("^changed"),
  ],
  nobody: [expect.step("changed", "passthrough", "restart"), expect.step("skipped", ...there.gpuSteps)],
};

const byChain = chains.map(({ name, config, from }) =>
  scenario(
    `a chain of ${name}: the feature comes from ${from}`,
    given.layer(converged),
    config,
    runFor(ctid),
    expect.exit(0),
    ...outcomes[from],
    ...(from === "nobody" ? [expect.confLacks(ctid, "nvidia")] : [expect.pctExecs(1)]),
  ),
);

const from = (parent: number | undefined, features: string[], gpu_assignment = "none"): Declared => ({
  ...(parent === undefined ? {} : { clone_from_ctid: String(parent) }),
  features,
  gpu_assignment,
});
/** The hierarchies that are in the field, and what the script is to do for each container of them. */
const hierarchies: {
  readonly name: string;
  readonly containers: Readonly<Record<number, Declared>>;
  readonly installs: readonly number[];
  readonly inherits: readonly number[];
}[] = [
  {
    name: "templates for base, GPU, Docker and vLLM",
    containers: {
      900: from(undefined, ["base_setup"]),
      901: from(900, ["nvidia"], "0,1"),
      902: from(900, ["docker"]),
      903: from(901, ["docker"], "0,1"),
      920: from(901, ["nvidia", "vllm"], "0,1"),
      950: from(920, [], "0"),
      951: from(920, [], "1"),
      952: from(902, ["docker"]),
      953: from(900, []),
      955: from(901, ["nvidia", "ollama"], "0"),
      957: from(901, ["nvidia"], "1"),
      960: from(903, [], "0"),
    },
    installs: [901],
    inherits: [903, 920, 950, 951, 955, 957, 960],
  },
  {
    name: "one GPU template and the model servers cloned from it",
    containers: {
      900: from(undefined, ["base_setup"]),
      901: from(900, ["nvidia"], "0, 1"),
      910: from(901, ["nvidia", "vllm"], "0,1"),
      911: from(901, ["nvidia", "vllm"], "0"),
      912: from(901, ["nvidia", "vllm"], "1"),
      801: from(911, ["vllm"], "0"),
      802: from(911, ["vllm"], "0"),
      914: from(901, ["nvidia", "ollama"], "0"),
      917: from(901, ["nvidia"], "1"),
      103: from(900, ["base_setup", "step_ca"]),
      101: from(900, ["base_setup", "trusted_ca", "step_cli"]),
      102: from(900, ["base_setup", "trusted_ca", "step_cli", "traefik"]),
    },
    installs: [901],
    inherits: [910, 911, 912, 801, 802, 914, 917],
  },
  {
    name: "a model server that is the template of another",
    containers: {
      900: { ...from(undefined, ["base_setup"]) },
      901: from(900, ["nvidia"], "0, 1"),
      911: from(901, ["nvidia", "vllm"], "0"),
      912: from(911, ["vllm"], "1"),
    },
    installs: [901],
    inherits: [911, 912],
  },
];

/** What a plan says of a container that is stopped and has nothing yet. */
function planned(id: number, kind: "installs" | "inherits" | "none"): (Sentence | readonly Sentence[])[] {
  const run = [given.guest(id, "stopped", "ostype: debian"), planFor(id)];
  if (kind === "none")
    return [
      ...run,
      expect.exit(0),
      expect.step("ok", "passthrough", "restart"),
      expect.step("skipped", ...there.gpuSteps),
    ];
  const installing = expect.step(kind === "installs" ? "unknown" : "skipped", ...there.installingSteps);
  return [
    ...run,
    expect.exit(3),
    expect.step("would", "passthrough"),
    installing,
    expect.step("unknown", ...inheriting),
  ];
}

const byHierarchy = hierarchies.map(({ name, containers, installs, inherits }) =>
  scenario(
    `every container of a hierarchy: ${name}`,
    given.layer(ready),
    configured(containers),
    ...Object.keys(containers).flatMap((id) => {
      const number = Number(id);
      if (installs.includes(number)) return planned(number, "installs");
      return planned(number, inherits.includes(number) ? "inherits" : "none");
    }),
  ),
);

const file = there.lxcConfigFile;
/** Said with the place, before anything is looked at or changed. */
const refused = (name: string, config: Sentence, ...sentences: Sentence[]) =>
  scenario(
    name,
    given.layer(converged),
    config,
    when.remembered(),
    runFor(ctid),
    expect.exit(4),
    ...sentences,
    expect.says(`next: +mend .*${file}, then: ashlar config check`),
    expect.noStep("passthrough"),
    expect.neverCalls("^pct "),
    expect.unchanged(),
  );

const line = (id: number, parent: number): [string, Declared] => [
  String(id),
  from(parent, ["nvidia"], "0, 1"),
];
const circle = (...lines: [string, Declared][]) => configured(Object.fromEntries(lines));
const wrongLines = [
  refused(
    "a container that is cloned from itself",
    circle(line(901, 901)),
    expect.says(
      `^failed +${file}: lxc_configs\\.901\\.clone_from_ctid: found "901", expected a chain of clones that ends, not 901 -> 901$`,
    ),
  ),
  refused(
    "two containers that are cloned from each other",
    circle(line(901, 902), line(902, 901)),
    expect.says(
      `^failed +${file}: lxc_configs\\.902\\.clone_from_ctid: found "901", expected a chain of clones that ends, not 901 -> 902 -> 901$`,
    ),
  ),
  refused(
    "a chain that leads into a circle further up",
    circle(line(901, 301), line(301, 302), line(302, 303), line(303, 301)),
    expect.says(
      'lxc_configs\\.303\\.clone_from_ctid: found "301", expected a chain of clones that ends, not 301 -> 302 -> 303 -> 301$',
    ),
  ),
  refused(
    "a parent that is not in the configuration",
    circle(line(901, 899)),
    expect.says(
      `^failed +${file}: lxc_configs\\.901\\.clone_from_ctid: found "899", expected a container in lxc_configs$`,
    ),
  ),
  refused(
    "a grandparent that is not in the configuration",
    circle(line(901, 301), line(301, 1002)),
    expect.says(
      `^failed +${file}: lxc_configs\\.301\\.clone_from_ctid: found "1002", expected a container in lxc_configs$`,
    ),
  ),
  refused(
    "a container that is not in the configuration",
    configured({ 902: from(undefined, ["nvidia"]) }),
    expect.says(`^failed +${file}: lxc_configs\\.901: found nothing, expected this container: add "901": `),
  ),
];

export default specification(
  nvidia,
  {
    "chains of clones": byChain,
    "hierarchies of clones": [...byHierarchy, ...wrongLines],
  },
  { layers: [ready, converged] },
);
