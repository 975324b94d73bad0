import pc from "picocolors";
import { seconds } from "./report.ts";

/** Says what a long work is doing now. */
export type Say = (line: string) => void;

/**
 * Runs a work of minutes: on a terminal one live line with the time that has passed, elsewhere a plain line for each
 * thing it says. All of it goes to stderr, because stdout may belong to what runs in the lab.
 */
export async function withProgress<T>(title: string, work: (say: Say) => Promise<T>): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) {
    stderr.write(`${title}\n`);
    return work((line) => stderr.write(`${line}\n`));
  }
  const started = performance.now();
  let now = title;
  const draw = () => stderr.write(`${clear}${fitting(now, stderr.columns)}  ${passed(started)}`);
  const clock = setInterval(draw, 1000);
  draw();
  try {
    return await work((line) => {
      now = `${title}: ${line}`;
      draw();
    });
  } finally {
    clearInterval(clock);
    stderr.write(clear);
  }
}

const clear = "\r\x1b[K";

/** A line that wraps could not be drawn over. Some terminals do not tell how wide they are. */
function fitting(text: string, columns: number): string {
  return text.slice(0, Math.max((columns || 80) - 12, 10));
}

function passed(started: number): string {
  return pc.dim(seconds(performance.now() - started).replace(/\.\d+/, ""));
}
