import type { Issue } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import { issueAt, type Pass } from "./context.ts";

/** A container takes steps only after its initialisation wait, and only in a script that is for a container. */
export const checkContainers: Pass = ({ pipeline }) => {
  const steps = pipeline.steps.filter(({ target }) => target.type === "container");
  const hasty = steps.filter((step, index) => !isReady(step, steps.slice(0, index)));
  const strayed = pipeline.target === "host" ? steps.slice(0, 1) : [];
  return [...hasty.map(tooEarly), ...strayed.map((step) => notEmitted(step, steps.length))];
};

function isReady(step: Step, earlier: readonly Step[]): boolean {
  return [...earlier, step].some(
    (other) =>
      other.mode === "wait" &&
      other.resource.claim === "container-initialized" &&
      ctidOf(other) === ctidOf(step),
  );
}

function ctidOf({ target }: Step): string {
  return target.type === "container" ? target.ctid : "";
}

function tooEarly(step: Step): Issue {
  return issueAt(
    step.at,
    "ASH203",
    `${step.id} looks into container ${ctidOf(step)} before it is known to be up`,
    {
      found: "no wait for the container's initialisation before the step",
      expected: "container.waitForInitialization(…) first, and the step on what it returns",
      hint: "in a container that is still starting, devices and network are missing, which a guard would take for drift",
    },
  );
}

function notEmitted(step: Step, count: number): Issue {
  return issueAt(step.at, "ASH406", "a script for the host cannot hold steps inside a container", {
    found: `${count} such step${count === 1 ? "" : "s"}, first ${step.id}`,
    expected: "steps inside a container in a containerPipeline(…), whose script takes the CTID",
    hint: "move the steps to dsl/lxc/; a run for each container locks, logs and is judged by itself",
  });
}
