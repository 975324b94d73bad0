/** Text that is bash: made by this folder, by `emit`, or read from a kind's `*.sh`; never from a value. */
export type ShellText = string & { readonly __shellText: unique symbol };

const bareWord = /^[A-Za-z0-9_./:,@%+=-]+$/;
const controlCharacter = /\p{Cc}/u;

/** Thrown for the one byte that no bash word can hold. */
export class NulError extends Error {
  constructor() {
    super("a NUL byte cannot be passed to a command");
  }
}

/**
 * The one way a value becomes a bash word. Whatever the bytes, bash reads back exactly them; NUL throws `NulError`.
 *
 * @example quote("it's") // 'it'\''s'
 */
export function quote(value: string | Uint8Array): ShellText {
  if (typeof value !== "string") return quoteBytes(value);
  if (value.includes("\0")) throw new NulError();
  if (bareWord.test(value) && !value.startsWith("=") && !value.startsWith("~")) return value as ShellText;
  if (!controlCharacter.test(value.replaceAll("\n", "")) && value.isWellFormed()) return singleQuoted(value);
  return quoteBytes(new TextEncoder().encode(value));
}

/** Inside double quotes: the literal parts of a word that also holds `$NAME`. */
export function doubleQuotable(value: string): ShellText {
  if (value.includes("\0")) throw new NulError();
  return value.replaceAll(/[\\"$`]/g, "\\$&") as ShellText;
}

function singleQuoted(value: string): ShellText {
  return `'${value.replaceAll("'", "'\\''")}'` as ShellText;
}

/** `$'…'`: every byte that is not plain ASCII is written as an octal escape of three digits. */
function quoteBytes(bytes: Uint8Array): ShellText {
  if (bytes.includes(0)) throw new NulError();
  const body = Array.from(bytes, (byte) =>
    byte === 0x27 || byte === 0x5c || byte < 0x20 || byte > 0x7e
      ? `\\${byte.toString(8).padStart(3, "0")}`
      : String.fromCharCode(byte),
  );
  return `$'${body.join("")}'` as ShellText;
}
