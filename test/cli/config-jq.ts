import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fieldTable } from "../../src/emit/field-table.ts";
import type { ConfigSchema } from "../../src/model/config.ts";

/** The configurations of one run: the host's, and that of the containers where the script is for one. */
export interface Asked {
  readonly documents: readonly string[];
  readonly ctid?: string;
}

const program = ".[] | check($tables; .documents; .ctid)";
const bash =
  'source templates/library/configuration.sh; jq --raw-output --arg ctid "" --argjson tables "$1" "$field_check $2" "$3"';

/** What the jq of the emitted scripts says to each: its lines. */
export function saidByJq(schemas: readonly ConfigSchema[], asked: readonly Asked[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), "ashlar-parity-"));
  try {
    const input = join(folder, "asked.json");
    const cases = asked.map(
      ({ documents, ctid = "" }) =>
        `{"ctid": "${ctid}", "documents": [${documents.map((text) => `[${text}]`).join(", ")}]}`,
    );
    writeFileSync(input, `[${cases.join(",\n")}]`);
    const tables = `[${schemas.map(fieldTable).join(", ")}]`;
    const output = execFileSync("bash", ["-c", bash, "jq", tables, program, input], {
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    const parts = output.split(/^end\n/m).slice(0, -1);
    return parts.map((part) => part.split("\n").slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
