import { call } from "./call.ts";
import { onHost, reads, uses } from "./effect.ts";
import type { Container, Host, ReadyContainer, StepWords } from "./host.ts";
import type { Condition, Step, StepMode, Target } from "./pipeline.ts";
import { callerPosition } from "./position.ts";
import type { Proof } from "./proof.ts";
import type { Resource } from "./resource.ts";
import { expressionOf, type Input, render, type Value } from "./value.ts";

/** The words of a host; each step is added to `steps`. */
export function hostWords(steps: Step[], when?: Condition): Host {
  const target: Target = { type: "host" };
  return {
    ...stepWords(steps, target, when),
    require: (id, resource) =>
      addStep(steps, { id, mode: "require", target, resource, ...conditional(when) }),
    onlyIf: (value, otherwise, build) => build(hostWords(steps, inner(value, otherwise, when))),
    container: (ctid) => containerWords(steps, String(ctid)),
  };
}

/** The words of a container that may not be up yet. */
export function containerWords(steps: Step[], ctid: Input, when?: Condition): Container {
  const target: Target = { type: "container", ctid: render(expressionOf(ctid)) };
  const words = {
    ctid,
    waitForInitialization: (id: string, wait: Resource<"container-initialized">): ReadyContainer => {
      const resource = insideContainer(id, wait, ctid);
      const initialized = addStep(steps, { id, mode: "wait", target, resource, ...conditional(when) });
      return readyWords(steps, target, ctid, initialized, when);
    },
    onlyIf: <R>(value: Value<boolean>, otherwise: string, build: (container: Container) => R): R =>
      build(containerWords(steps, ctid, inner(value, otherwise, when))),
  };
  // The other words exist for the type checker only: their type is the sentence that says what to do.
  return words as unknown as Container;
}

function readyWords(
  steps: Step[],
  target: Target,
  ctid: Input,
  initialized: Proof<"container-initialized">,
  when: Condition | undefined,
): ReadyContainer {
  return {
    ctid,
    initialized,
    ...stepWords(steps, target, when, (id, resource) => insideContainer(id, resource, ctid)),
    onlyIf: (value, otherwise, build) =>
      build(readyWords(steps, target, ctid, initialized, inner(value, otherwise, when))),
  };
}

function inner(value: Value<boolean>, otherwise: string, outer: Condition | undefined): Condition {
  return { field: value.expression, otherwise, ...(outer === undefined ? {} : { outer }) };
}

function conditional(when: Condition | undefined): { when?: Condition } {
  return when === undefined ? {} : { when };
}

type Adapt = <C extends string>(id: string, resource: Resource<C>) => Resource<C>;

function stepWords(
  steps: Step[],
  target: Target,
  when: Condition | undefined,
  adapt: Adapt = (_, resource) => resource,
): StepWords {
  const word =
    (mode: StepMode) =>
    <C extends string>(id: string, resource: Resource<C>): Proof<C> =>
      addStep(steps, { id, mode, target, resource: adapt(id, resource), ...conditional(when) });
  return { ensure: word("ensure"), verify: word("verify"), waitFor: word("wait") };
}

/**
 * A resource whose kind knows nothing of containers is looked at and changed in there as a whole. All steps inside see
 * the container, so what starts or stops it is a pending change for each of them; and the host reaches it through pct.
 */
function insideContainer<C extends string>(id: string, resource: Resource<C>, ctid: Input): Resource<C> {
  const effects = [...resource.effects, ...reads("container", ctid), ...onHost(uses("command", "pct"))];
  if (resource.inside !== undefined) return { ...resource, effects };
  const { guard, apply, verify, preflight, facts, ...rest } = resource;
  return {
    ...rest,
    effects,
    facts: [],
    guard: call("ask_container", id),
    ...(apply === undefined ? {} : { apply: call("change_container", id) }),
    inside: {
      guard,
      facts,
      ...(apply === undefined ? {} : { apply }),
      ...(verify === undefined ? {} : { verify }),
      ...(preflight === undefined ? {} : { preflight }),
    },
  };
}

export function addStep<C extends string>(
  steps: Step[],
  step: Omit<Step, "at" | "resource"> & { resource: Resource<C> },
): Proof<C> {
  steps.push({ ...step, at: callerPosition() });
  return { claim: step.resource.claim, step: step.id };
}
