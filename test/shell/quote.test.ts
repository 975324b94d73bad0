import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandsOf } from "../../src/shell/commands.ts";
import { parseBash } from "../../src/shell/parse.ts";
import { doubleQuotable, NulError, quote, type ShellText } from "../../src/shell/quote.ts";
import { comment, hereDocument, identifier, sh } from "../../src/shell/text.ts";

const seed = 20251;
const amount = 1500;
const hostile = [
  "",
  "-n",
  "~",
  "=x",
  "a b",
  "'",
  '"',
  "\\",
  "$(x)",
  "`x`",
  "$x",
  "!x",
  "*",
  "{a,b}",
  "\n",
  "a\n",
  "\r\n",
  "é",
  "💥",
  "\x7f",
  "\x01",
];
const texts = [
  ...hostile,
  ...fc.sample(fc.string({ unit: "binary", maxLength: 24 }), { numRuns: amount, seed }),
].filter((text) => !text.includes("\0"));
const shellish = fc.string({
  unit: fc.constantFrom(..."'\"\\$`!*?[]{}()<>|&;#~=%^- \t\n\rax\u00e9"),
  maxLength: 16,
});
const all = [...texts, ...fc.sample(shellish, { numRuns: amount, seed })];
const bytes = fc.sample(fc.uint8Array({ min: 1, minLength: 1, maxLength: 24 }), { numRuns: amount, seed });

/** One bash for the whole batch: what it prints, split where the script prints NUL. */
function runBash(script: string | Buffer, locale = "C.UTF-8"): Buffer[] {
  const output = execFileSync("bash", ["--norc", "-s"], {
    input: script,
    env: { LC_ALL: locale, PATH: "/usr/bin:/bin" },
    maxBuffer: 1e8,
  });
  const parts: Buffer[] = [];
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start);
    parts.push(output.subarray(start, end));
    start = end + 1;
  }
  return parts;
}

const hex = (values: readonly (string | Uint8Array)[]) =>
  values.map((value) => Buffer.from(value as string).toString("hex"));
const print = (words: readonly string[]) => `printf '%s\\0' ${words.join(" \\\n")}`;

describe("what bash reads back is what was quoted", () => {
  test.each(["C.UTF-8", "C"])("text as arguments, in the locale %s", (locale) => {
    expect(hex(runBash(print(all.map(quote)), locale))).toEqual(hex(all));
  });

  test("any bytes as arguments", () => {
    expect(hex(runBash(print(bytes.map(quote))))).toEqual(hex(bytes));
  });

  test("text beside variables, in double quotes", () => {
    const words = all.map((text) => `"\${x}${doubleQuotable(text)}\${x}"`);
    expect(hex(runBash(`x=+\n${print(words)}`))).toEqual(hex(all.map((text) => `+${text}+`)));
  });

  test("text assigned to a constant", () => {
    const assignments = all.map((text, index) => `readonly C${index}=${quote(text)}`);
    const words = all.map((_, index) => `"$C${index}"`);
    expect(hex(runBash(`${assignments.join("\n")}\n${print(words)}`))).toEqual(hex(all));
  });

  test("text in a here document", () => {
    const documents = all.map((text) => `cat ${hereDocument(text, "END")}\nprintf '\\0'`);
    expect(hex(runBash(documents.slice(0, 400).join("\n")))).toEqual(
      hex(all.slice(0, 400).map((text) => `${text}\n`)),
    );
  });

  test("a here document whose text contains its end mark", () => {
    expect(hereDocument("END\nEND_", "END")).toBe("<<'END__'\nEND\nEND_\nEND__");
  });

  test("a function that was sent with declare -f", () => {
    const values = [...all, ...bytes];
    const source = `f() {\n${print(values.map(quote))}\n}\ndeclare -f f`;
    const sent = execFileSync("bash", ["--norc", "-s"], { input: source, maxBuffer: 1e8 });
    expect(hex(runBash(Buffer.concat([sent, Buffer.from("\nf\n")])))).toEqual(hex(values));
  });
});

describe("NUL", () => {
  test.each([quote, doubleQuotable, (text: string) => hereDocument(text, "END")])("is refused", (make) => {
    expect(() => make("a\0b")).toThrow(NulError);
  });

  test("is refused among bytes", () => {
    expect(() => quote(Uint8Array.of(97, 0))).toThrow(NulError);
  });
});

test("plain words stay bare, others get the lightest quotes", () => {
  const examples = {
    "/etc/motd": "/etc/motd",
    "it's": "'it'\\''s'",
    "": "''",
    "=x": "'=x'",
    "~": "'~'",
    "a\tb": "$'a\\011b'",
    "a\nb": "'a\nb'",
  };
  expect(Object.fromEntries(Object.keys(examples).map((text) => [text, quote(text)]))).toEqual(examples);
});

test("no comment ends early", () => {
  for (const text of all) expect(commandsOf(parseBash(`${comment(text)}\n`).root)).toEqual([]);
});

test("an identifier is one, or a fault", () => {
  expect(identifier("guard_x1")).toBe("guard_x1");
  for (const name of ["", "1x", "a-b", "a b", "é", "x;y"])
    expect(() => identifier(name)).toThrow("identifier");
});

test("holes of sh: values are quoted, bash is not, lists are joined", () => {
  expect(sh`x ${{ value: "a b" }} ${"$y" as ShellText} ${["a" as ShellText, "b" as ShellText]}`).toBe(
    "x 'a b' $y a b",
  );
});
