import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Position } from "./issue.ts";

const frame = /(?:at |\()(?:async )?((?:file:\/\/)?\/[^\s()]+?):(\d+):(\d+)\)?$/;
const modelFolder = fileURLToPath(new URL(".", import.meta.url));

/**
 * Where the author's code called a DSL word: the first stack frame outside this folder. Loaders that compile
 * TypeScript map the frames back to the source, so this is the line the author sees.
 */
export function callerPosition(): Position {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  for (const line of frames) {
    const match = frame.exec(line.trim());
    if (match === null) continue;
    const [, location = "", row = "1", column = "1"] = match;
    const path = location.startsWith("file://") ? fileURLToPath(location) : location;
    if (path.startsWith(modelFolder)) continue;
    return { file: relative(process.cwd(), path), line: Number(row), column: Number(column) };
  }
  return { file: "unknown", line: 1, column: 1 };
}
