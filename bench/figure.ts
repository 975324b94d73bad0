/** One row of the table. */
export interface Figure {
  readonly name: string;
  /** Text, since a figure may be a ratio, a time or a count; "not measured" where something was missing. */
  readonly figure: string;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

/** The row of what could not be measured, and why. */
export function notMeasured(name: string, why: string): Figure {
  return { name, figure: "not measured", unit: why };
}

/** The middle one of some measurements, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  const high = sorted[Math.floor(sorted.length / 2)];
  if (low === undefined || high === undefined) throw new Error("nothing was measured");
  return (low + high) / 2;
}

/** Three digits that mean something. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** A table that reads the same on a terminal and in Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows].map(line).join("\n");
}

/** The figures as a table. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, figure, unit, goal = "", met }) => [
    name,
    figure,
    unit,
    goal,
    verdict(met),
  ]);
  return tableOf(["what", "figure", "unit", "goal", "met"], rows);
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return "";
  return met ? "yes" : "NO";
}
