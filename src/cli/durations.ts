import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A part of a run that is started as a whole. */
export interface Part {
  readonly name: string;
  /** So many tests are in it. */
  readonly tests: number;
}

/** How long the parts of a run took when they last passed here. */
export class Durations {
  readonly #file: string;
  readonly #noted = new Map<string, number>();

  constructor(root: string) {
    this.#file = join(root, ".cache/durations.json");
  }

  /** Milliseconds. */
  note(name: string, milliseconds: number): void {
    this.#noted.set(name, Math.round(milliseconds));
  }

  /** Adds what was noted to what others have written meanwhile. */
  save(): void {
    const all = { ...this.#read(), ...Object.fromEntries(this.#noted) };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify(all, undefined, 2)}\n`);
  }

  /** The longest first, so that no long one starts last. What was never measured counts by its tests, as the others' took. */
  longestFirst<P extends Part>(parts: readonly P[]): P[] {
    const known = this.#read();
    const expected = ({ name, tests }: P) => known[name] ?? tests * perTest(parts, known);
    return parts.toSorted((a, b) => expected(b) - expected(a) || a.name.localeCompare(b.name));
  }

  /** A memory that is missing or cannot be read only costs the better order. */
  #read(): Record<string, number> {
    try {
      const read: unknown = JSON.parse(readFileSync(this.#file, "utf8"));
      return isMemory(read) ? read : {};
    } catch {
      return {};
    }
  }
}

function isMemory(read: unknown): read is Record<string, number> {
  const isDuration = (value: unknown) => typeof value === "number" && value >= 0;
  return typeof read === "object" && read !== null && Object.values(read).every(isDuration);
}

/** What a test took on the average of the parts that are known; anything where none is. */
function perTest(parts: readonly Part[], known: Readonly<Record<string, number>>): number {
  const before = parts.filter(({ name }) => known[name] !== undefined);
  const tests = before.reduce((sum, part) => sum + part.tests, 0);
  const milliseconds = before.reduce((sum, { name }) => sum + (known[name] ?? 0), 0);
  return tests === 0 ? 1 : milliseconds / tests;
}
