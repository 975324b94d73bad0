/** A place in a source file, as `dsl/host/nvidia.ts:31:5`. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A compiler finding: data, collected with all others and printed together. */
export interface Issue {
  /** Stable code, documented in docs/issues.md. */
  readonly code: IssueCode;
  readonly at: Position;
  readonly message: string;
  readonly found: string;
  readonly expected: string;
  readonly hint: string;
}

/** Every code and its title. A code never changes its meaning. */
export const issueTitles = {
  ASH101: "duplicate step id",
  ASH102: "two owners",
  ASH103: "used before it is provided",
  ASH104: "cycle",
  ASH105: "not an absolute path",
  ASH106: "invalid name",
  ASH107: "value that bash cannot hold",
  ASH108: "not a container id",
  ASH201: "wait without a deadline",
  ASH202: "missing wait",
  ASH203: "device probe without initialisation wait",
  ASH301: "unpinned download",
  ASH302: "guard too weak for its claim",
  ASH401: "undeclared command",
  ASH402: "undeclared path",
  ASH403: "bash does not parse",
  ASH404: "shellcheck finding",
  ASH405: "apply called where errors are ignored",
  ASH406: "container step cannot be emitted",
  ASH407: "hole inside quotes",
  ASH501: "impure source",
  ASH502: "step without a comment",
  ASH601: "pipeline without a spec",
  ASH602: "step without a scenario",
  ASH603: "wait without a time-out scenario",
  ASH701: "source does not load",
  ASH702: "type error",
  ASH801: "configuration that cannot be baked",
  ASH802: "invalid value in a configuration",
  ASH803: "values that do not go together",
  ASH804: "not for this distribution",
  ASH805: "GPU that the host does not have",
  ASH806: "unknown parent",
  ASH807: "cycle of clones",
  ASH808: "feature without what it needs",
} as const;

export type IssueCode = keyof typeof issueTitles;

/** `dsl/host/nvidia.ts:31:5`. */
export function placeOf({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** Issues sorted by place, then code, so that the same faults always print in the same order. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  return [...issues].sort(
    (a, b) =>
      a.at.file.localeCompare(b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column ||
      a.code.localeCompare(b.code),
  );
}
