import { expect, test } from "vitest";
import { projectRoot } from "../../src/cli/project.ts";
import { readShown, unseenSteps } from "../../src/cli/shown.ts";

const script = "hypervisor_setup/hypervisor_feature_install_nvidia.sh";

test("words and time-outs are read by script and step", () => {
  const shown = readShown(
    `${script} ok driver\n${script} changed driver\n${script} timeout runfile/download\n`,
  ).get(script);
  expect([...(shown?.steps.get("driver") ?? [])]).toEqual(["ok", "changed"]);
  expect(shown?.waits.has("runfile/download")).toBe(true);
});

test("a step that no run reported is an issue, whatever the specification claims", async () => {
  const issues = await unseenSteps(projectRoot, readShown(`${script} ok driver\n`));
  const messages = issues.filter(({ at }) => at.file === "dsl/host/nvidia.ts").map(({ message }) => message);
  expect(messages).toContain("no scenario sees driver drifting");
  expect(messages).toContain("no scenario sees nouveau_off converged");
  expect(messages).toContain("no scenario sees the wait download of runfile time out");
  expect(messages).not.toContain("no scenario sees driver converged");
});
