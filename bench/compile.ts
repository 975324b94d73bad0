import { type Figure, median, short } from "./figure.ts";
import { compileInProcess, syntheticPipeline } from "./synthetic.ts";

const sizes = [10, 100, 1000] as const;
const rounds = 3;

/** What a step costs the compiler, lint left out: the same per step however many there are. */
export async function compileFigures(): Promise<Figure[]> {
  const times = await compileTimes();
  const figures = sizes.map((size) => ({
    name: `compile ${size} synthetic steps`,
    figure: short(times.get(size) ?? 0),
    unit: `ms, ${short((times.get(size) ?? 0) / size)} ms/step`,
  }));
  return [...figures, linearity(times)];
}

/** The first round warms up the parsers and is not counted; the sizes take turns. */
async function compileTimes(): Promise<Map<number, number>> {
  const runs: { size: number; milliseconds: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const size of sizes) {
      const milliseconds = await timed(() => compileInProcess([syntheticPipeline(size)]));
      if (round > 0) runs.push({ size, milliseconds });
    }
  }
  return new Map(
    sizes.map((size) => [
      size,
      median(runs.filter((run) => run.size === size).map((run) => run.milliseconds)),
    ]),
  );
}

/** Ten times the steps in ten times the time, or less, since a part of it is fixed. */
function linearity(times: ReadonlyMap<number, number>): Figure {
  const [, hundred, thousand] = sizes.map((size) => times.get(size) ?? 0);
  const ratio = (thousand ?? 0) / (hundred ?? 1);
  return {
    name: "1000 steps against 100",
    figure: `${short(ratio)}x`,
    unit: "of the time, for 10x the steps",
    goal: "linear: <= 12x",
    met: ratio <= 12,
  };
}

/** Milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
