import type { Effect } from "../model/effect.ts";
import type { Issue } from "../model/issue.ts";
import type { Step } from "../model/pipeline.ts";
import { actionExpressions } from "../model/resource.ts";
import { type Expression, render } from "../model/value.ts";
import { issueAt, type Pass } from "./context.ts";

/** Paths are absolute and have one spelling; texts are such that bash can hold them. */
export const checkValues: Pass = ({ pipeline }) =>
  pipeline.steps.flatMap((step) => [...paths(step), ...texts(step)]);

function paths({ resource, at }: Step): Issue[] {
  const names = new Map(resource.effects.filter(isPath).map(({ name }) => [render(name), name]));
  return [...names].flatMap(([path, name]) =>
    isAbsolute(name) && isPlain(path)
      ? []
      : [
          issueAt(at, "ASH105", "a path on the target must be absolute", {
            found: path,
            expected: "a path that starts with / and has no empty, . or .. part",
            hint: "the script may run in any directory, and two spellings of one path hide that two steps own it",
          }),
        ],
  );
}

function isPath({ subject }: Effect): boolean {
  return subject === "file";
}

/** A path that begins with a configuration value is checked when the configuration is read; where scripts are is known. */
function isAbsolute(name: Expression): boolean {
  const first = name.type === "join" ? name.parts[0] : name;
  return first?.type === "config" || first?.type === "argument" || render(name).startsWith("/");
}

function isPlain(path: string): boolean {
  const parts = path.split("/").slice(1);
  return path === "/" || !parts.some((part) => part === "" || part === "." || part === "..");
}

function texts(step: Step): Issue[] {
  const bad = expressions(step)
    .flatMap(literals)
    .filter((text) => text.includes("\0") || !text.isWellFormed());
  return [...new Set(bad)].map((text) =>
    issueAt(step.at, "ASH107", "bash cannot hold this value", {
      found: JSON.stringify(text),
      expected: "text without a NUL character and without half a surrogate pair",
      hint: "no argument, variable or heredoc can carry it: fetch such content as a file",
    }),
  );
}

function expressions({ resource }: Step): readonly Expression[] {
  const { summary, effects, inside } = resource;
  const pins = effects.flatMap(({ name, pin }) => (pin === undefined ? [name] : [name, pin]));
  return [
    summary,
    ...actionExpressions(resource),
    ...(inside === undefined ? [] : actionExpressions(inside)),
    ...pins,
  ];
}

function literals(expression: Expression): string[] {
  switch (expression.type) {
    case "literal":
      return [expression.text];
    case "config":
    case "argument":
      return [];
    case "computed":
      return expression.args.flatMap(literals);
    case "join":
      return expression.parts.flatMap(literals);
    case "edit":
      return literals(expression.of);
    case "named":
      return literals(expression.value);
  }
}
