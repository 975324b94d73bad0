import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

const directory = mkdtempSync(join(tmpdir(), "sources-"));
afterAll(() => rmSync(directory, { recursive: true }));

const read = `
source src/resources/apt-servers/apt-servers.sh
source_uris=()
"$1" "$2"
((\${#source_uris[@]} == 0)) || printf '%s\\n' "\${source_uris[@]}"
`;

/** The URIs that are found in a file of this text. */
function urisIn(reader: "read_stanzas" | "read_source_lines", text: string): string[] {
  const file = join(directory, "file");
  writeFileSync(file, text);
  const { status, stdout, stderr } = withLibrary(read, reader, file);
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter((line) => line !== "");
}

const stanza = (...lines: readonly string[]) => lines.join("\n");

test.each([
  ["a stanza without an end of line", stanza("Types: deb", "URIs: http://a/x"), ["http://a/x"]],
  ["several in one field", "URIs: http://a/x https://b/y\nSuites: z\n", ["http://a/x", "https://b/y"]],
  [
    "a field that goes on",
    "URIs: http://a\n  http://b\n\thttp://c\nSuites: z\n",
    ["http://a", "http://b", "http://c"],
  ],
  ["a field that begins in the next line", "uris:\n http://a\n", ["http://a"]],
  ["a comment in the middle of a field", "URIs: http://a\n# http://x\n http://b\n", ["http://a", "http://b"]],
  [
    "a stanza that is switched off, before the field",
    "Enabled: no\nURIs: http://a\n\nURIs: http://b\n",
    ["http://b"],
  ],
  ["or behind it", "URIs: http://a\nEnabled: FALSE \n \nURIs: http://b\n", ["http://b"]],
  ["one that is switched on", "URIs: http://a\nEnabled: yes\n", ["http://a"]],
  ["nothing but comments", "# URIs: http://a\n\n", []],
  ["an empty file", "", []],
])("deb822: %s", (_, text, uris) => {
  expect(urisIn("read_stanzas", text)).toEqual(uris);
});

test.each([
  ["plain", "deb http://a/x y z\n", ["http://a/x"]],
  ["with options", "deb [ signed-by=/k arch=amd64 ]  http://a y z\n", ["http://a"]],
  ["sources, too", "  deb-src http://a y z", ["http://a"]],
  ["a comment", "# deb http://a y z\n#deb http://b y z\n", []],
  ["a disc", "deb cdrom:[x]/ y z\n", ["cdrom:[x]/"]],
])("one line a source: %s", (_, text, uris) => {
  expect(urisIn("read_source_lines", text)).toEqual(uris);
});
