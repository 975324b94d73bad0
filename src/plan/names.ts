import type { Issue } from "../model/issue.ts";
import { placeOf } from "../model/issue.ts";
import { configVariable } from "../model/names.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import { issueAt, type Pass } from "./context.ts";

/** Step ids become parts of bash function names, and configuration keys become variables. */
export const checkNames: Pass = ({ pipeline }) => [
  ...duplicateIds(pipeline.steps),
  ...pipeline.steps.flatMap(invalidId),
  ...(pipeline.target === "host" ? pipeline.steps.flatMap(invalidContainer) : []),
  ...invalidVariables(pipeline),
];

function duplicateIds(steps: readonly Step[]): Issue[] {
  const first = new Map<string, Step>();
  return steps.flatMap((step) => {
    const other = first.get(step.id);
    if (other === undefined) {
      first.set(step.id, step);
      return [];
    }
    return [
      issueAt(step.at, "ASH101", `two steps are called ${step.id}`, {
        found: `${step.id}, also at ${placeOf(other.at)}`,
        expected: "an id of its own for each step of a pipeline",
        hint: "rename one of them: --only, --from and the messages name steps by id",
      }),
    ];
  });
}

function invalidId({ id, at }: Step): Issue[] {
  if (/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(id)) return [];
  return [
    issueAt(at, "ASH106", `${JSON.stringify(id)} cannot be the id of a step`, {
      found: JSON.stringify(id),
      expected: "lower-case words joined by _, such as device_nodes",
      hint: "the id becomes the bash function guard_<id> and the argument of --only",
    }),
  ];
}

function invalidContainer({ target, at }: Step): Issue[] {
  if (target.type !== "container" || /^[1-9][0-9]{2,8}$/.test(target.ctid)) return [];
  return [
    issueAt(at, "ASH108", "this is not a CTID", {
      found: JSON.stringify(target.ctid),
      expected: "a whole number from 100 to 999999999",
      hint: "pct list shows the containers of a host with their CTIDs",
    }),
  ];
}

/** Names that bash or the frame of a script uses itself. */
const taken =
  /^(PATH|HOME|IFS|PS[0-4]|UID|EUID|PPID|PWD|OLDPWD|SECONDS|RANDOM|LINENO|REPLY|OPT(ARG|IND|ERR)|SHELL(OPTS)?|BASH.*|FUNCNAME|PIPESTATUS|GROUPS|HOST(NAME|TYPE)|OSTYPE|MACHTYPE|TMPDIR|LANG|LC_.*|DEFAULT_CONFIG|FIELDS|LIBRARY_SHA256)$/;

function invalidVariables({ config, at }: Pipeline): Issue[] {
  const names = config.fields.map(({ path }) => configVariable(path));
  return config.fields.flatMap(({ path }, index) => {
    const name = configVariable(path);
    const isFine = /^[A-Z][A-Z0-9_]*$/.test(name) && !taken.test(name) && names.indexOf(name) === index;
    return isFine ? [] : [variableIssue(path.join("."), name, at)];
  });
}

function variableIssue(path: string, name: string, at: Issue["at"]): Issue {
  return issueAt(at, "ASH106", `the configuration field ${path} cannot become a bash variable`, {
    found: name,
    expected: "letters, digits and _, a name of its own, and none that bash uses itself",
    hint: "rename the field, or put it into a section",
  });
}
