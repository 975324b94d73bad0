import type { Declared } from "./declared.ts";
import type { Touch } from "./processes.ts";

/** A table for people: columns as wide as what is in them. */
function table(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(width(column))))
      .join("  ")
      .trimEnd(),
  );
}

/** What was touched and not declared: once for each program that did it, at its first step. */
export function undeclaredTable(touches: readonly Touch[]): string[] {
  const rows = new Map(
    [...touches]
      .reverse()
      .map((touch) => [
        `${touch.place} ${touch.subject} ${touch.name} ${touch.programs.join()}`,
        rowOf(touch),
      ]),
  );
  const sorted = [...rows.values()].sort((a, b) => (a.join(" ") < b.join(" ") ? -1 : 1));
  return table([["where", "what", "name", "call", "by", "during"], ...sorted]);
}

function rowOf({ place, subject, name, call, programs, step }: Touch): string[] {
  return [place, subject, name, call, programs.slice(-4).join(" > "), step];
}

/** Effects that were not seen: one line for all of a step that are of one kind. */
export function unseenTable(effects: readonly Declared[]): string[] {
  const rows = new Map<string, string[]>();
  for (const { place, step, access, subject, name } of effects) {
    const key = [place, step, `${access} ${subject}`].join("\t");
    rows.set(key, [...(rows.get(key) ?? []), name]);
  }
  return table([...rows].map(([key, names]) => [...key.split("\t"), names.join(", ")]));
}
