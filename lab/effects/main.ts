import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compare } from "./compare.ts";
import { readDeclared } from "./declared.ts";
import { readInventory } from "./inventory.ts";
import { touchesOf } from "./processes.ts";
import { undeclaredTable, unseenTable } from "./report.ts";
import { readCalls } from "./strace.ts";

const usage = `usage: main.ts --manifest FILE --script PATH --config FILE [--host FILE] [--container FILE] [--word NAME=VALUE]… TRACE…
Compares what runs of a script touched (lab/effects/observe) with the effects that the manifest declares; exit 1 if more was
touched. --host and --container: what lab/effects/inventory printed there; --word: what a word in an effect is, as CTID=901.`;

function main(): number {
  const { values, positionals } = parseArgs({
    options: {
      manifest: { type: "string" },
      script: { type: "string" },
      config: { type: "string" },
      host: { type: "string", default: "/dev/null" },
      container: { type: "string", default: "/dev/null" },
      word: { type: "string", multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  const { manifest, script, config, host, container, word } = values;
  if (!manifest || !script || !config || positionals.length === 0) {
    console.error(usage);
    return 2;
  }
  const words = Object.fromEntries(
    word.map((each) => [each.replace(/=.*$/s, ""), each.replace(/^[^=]*=/, "")]),
  );
  const configuration: unknown = JSON.parse(readFileSync(config, "utf8"));
  const declared = readDeclared(manifest, script, { configuration, words });
  const touches = positionals.flatMap((trace) => touchesOf(readCalls(readFileSync(trace, "utf8"))));
  const inventories = { host: readInventory(host), container: readInventory(container) };
  return report(compare(touches, declared, inventories), touches.length);
}

function report({ undeclared, unseen }: ReturnType<typeof compare>, count: number): number {
  console.log(`${count} touches`);
  if (unseen.length > 0)
    console.log(["", "declared and not seen in these runs:", ...unseenTable(unseen)].join("\n"));
  if (undeclared.length > 0)
    console.log(["", "touched and not declared:", ...undeclaredTable(undeclared)].join("\n"));
  // A trace of nothing would agree with everything.
  return undeclared.length > 0 || count === 0 ? 1 : 0;
}

process.exitCode = main();
