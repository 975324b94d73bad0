import { LangVariant, print } from "sh-syntax";
import type { ShellText } from "./quote.ts";

/** One style for all emitted bash: two blanks, `case` arms indented, a broken line starts with its operator. */
export async function formatBash(source: string, dialect: "bash" | "bats" = "bash"): Promise<ShellText> {
  const formatted = await print(source, {
    variant: dialect === "bash" ? LangVariant.LangBash : LangVariant.LangBats,
    indent: 2,
    switchCaseIndent: true,
    binaryNextLine: true,
    spaceRedirects: false,
  });
  return formatted as ShellText;
}
