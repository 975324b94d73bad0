import type { Issue } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import { render } from "../model/value.ts";
import { issueAt, type Pass, withBash } from "./context.ts";

/** Reading or writing these touches nothing. */
const harmless = /^\/dev\/(null|stdin|stdout|stderr|fd\/.*)$/;

/** Every file that a step's bash names is among its effects. */
export const checkPaths: Pass = (plan, context) =>
  withBash(plan, context).flatMap(([step, bash]) => {
    const declared = declaredPaths(step);
    return bash.paths
      .filter((path) => !harmless.test(path) && !isCovered(path, declared))
      .map((path) => undeclared(step, path));
  });

/** Paths among a step's effects; a configuration value inside one is an open end. */
export function declaredPaths({ resource }: Step): string[] {
  const names = resource.effects
    .filter(({ subject }) => subject === "file" || subject === "device")
    .map(({ name }) => render(name));
  return names.map((name) => name.replace(/\{.*$/s, "*")).filter((name) => name !== "*");
}

/** Whether a path is one of the declared ones; a declared name that ends in `*` stands for all that begin with it. */
export function isCovered(path: string, declared: readonly string[]): boolean {
  return declared.some((name) => name === path || (name.endsWith("*") && path.startsWith(name.slice(0, -1))));
}

function undeclared({ id, at }: Step, path: string): Issue {
  const isRelative = !path.startsWith("/");
  return issueAt(at, "ASH402", `${id} touches a file that it does not declare`, {
    found: path,
    expected: isRelative ? "an absolute path" : `reads or writes("file", "${path}") among the effects`,
    hint: "effects are what a plan, a reviewer and the check for two owners go by",
  });
}
