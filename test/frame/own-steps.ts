import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hypervisorConfig } from "../../dsl/phoenix-config.ts";
import { lxcConfig } from "../../dsl/phoenix-lxc-config.ts";
import { emitTree } from "../../src/emit/tree.ts";
import { bash, command, containerPipeline, file, reads, uses, writes } from "../../src/index.ts";
import { planPipeline } from "../../src/plan/plan.ts";

/**
 * Steps of an author's own inside a container: a wait whose guard looks at a fact, and a step whose verify is stronger
 * than its guard. `node --import tsx test/frame/own-steps.ts DIR` emits the script; bats/own-steps.bats runs it.
 */
const pipeline = containerPipeline(
  "own_steps",
  {
    config: hypervisorConfig,
    containers: lxcConfig,
    feature: "nvidia",
    deadline: ({ nvidia_driver }) => nvidia_driver.container_deadline_seconds,
  },
  (_host, container, { config }) => {
    const { expression: deadline } = config.nvidia_driver.initialization_deadline_seconds;
    const ready = container.waitForInitialization("up", {
      ...file({ path: "/etc/up", content: "up\n" }),
      claim: "container-initialized",
      waits: [{ name: "up", deadline, polls: "/etc/up" }],
    });
    ready.ensure(
      "setting",
      command({
        claim: "setting",
        summary: "/etc/setting",
        guard: bash`[[ -s /etc/setting ]]`,
        apply: bash`run cp -- /root/wanted /etc/setting`,
        verify: bash`[[ $(</etc/setting) == right ]] || drift right "$(</etc/setting)"`,
        proves: "presence",
        effects: [
          ...writes("file", "/etc/setting"),
          ...reads("file", "/root/wanted"),
          ...uses("command", "cp"),
        ],
      }),
    );
  },
);

const context = { root: process.cwd(), version: "0", digestOf: () => "0".repeat(64) };
for (const [path, text] of await emitTree([planPipeline(pipeline, { commentAt: () => "Why." })], context)) {
  const target = join(process.argv[2] ?? "", path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text, { mode: 0o755 });
}
