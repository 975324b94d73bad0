import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { projectRoot } from "../src/cli/project.ts";
import { timed } from "./compile.ts";
import { type Figure, median, short } from "./figure.ts";

const rounds = 5;

/** One way to build: cold has no output of an earlier build. */
interface Variant {
  readonly name: string;
  readonly isCold: boolean;
  readonly options: readonly string[];
}

const variants: readonly Variant[] = [
  { name: "build, cold", isCold: true, options: [] },
  { name: "build, warm", isCold: false, options: [] },
  { name: "build --no-lint, cold", isCold: true, options: ["--no-lint"] },
  { name: "build --no-lint, warm", isCold: false, options: ["--no-lint"] },
];

/** `./ashlar build` as a whole process, the variants in turn, into a folder of its own. */
export async function buildFigures(): Promise<Figure[]> {
  const out = mkdtempSync(join(tmpdir(), "ashlar-bench-"));
  try {
    const times = new Map<Variant, number[]>(variants.map((variant) => [variant, []]));
    for (let round = 0; round < rounds; round++) {
      for (const variant of variants) times.get(variant)?.push(await buildTime(variant, out));
    }
    return [...times].map(([{ name }, each]) => ({ name, figure: short(median(each)), unit: "ms" }));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function buildTime({ isCold, options }: Variant, out: string): Promise<number> {
  if (isCold) rmSync(out, { recursive: true, force: true });
  return timed(() => execa(join(projectRoot, "ashlar"), ["build", "--out", out, ...options]));
}
