import { issueAt, type Pass } from "./context.ts";

/** Every step and every pipeline says why it is there: the comment becomes the bash comment and the line of --list. */
export const checkComments: Pass = ({ pipeline, headline, steps }) => {
  const silent = steps
    .filter(({ why }) => why === "")
    .map(({ step }) => ({ at: step.at, what: `step ${step.id}` }));
  const all = headline === "" ? [{ at: pipeline.at, what: `pipeline ${pipeline.name}` }, ...silent] : silent;
  return all.map(({ at, what }) =>
    issueAt(at, "ASH502", `${what} does not say why`, {
      found: "no comment above it",
      expected: "a comment directly above the statement: one sentence, the reason",
      hint: "it is what the operator reads in --list and the reviewer above the bash",
    }),
  );
};
