import { isAbsent, isObject, numberText } from "./config-words.ts";

/** Whether a value is an object of options: names that fit, and values that can be words of a command. */
export function areOptions(value: unknown, name: RegExp): boolean {
  if (!isObject(value)) return false;
  return Object.entries(value).every(([key, part]) => name.test(key) && isOption(part, name));
}

function isOption(value: unknown, name: RegExp): boolean {
  if (isAbsent(value) || typeof value === "boolean") return true;
  if (Array.isArray(value)) return value.every(isWord);
  return isObject(value) ? areOptions(value, name) : isWord(value);
}

/** Text that one line holds, or a number. */
function isWord(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && !/\p{Cc}/u.test(value));
}

/**
 * The words of a command line, in the order of the object: `--max-model-len`, `4096`. Objects in it only group; true is
 * the bare option, and false, null or "" stand for none.
 */
export function optionWords(options: object): string[] {
  return Object.entries(options).flatMap(([key, value]) => {
    if (isAbsent(value) || value === false) return [];
    if (isObject(value)) return optionWords(value);
    const values = value === true ? [] : [value].flat();
    return [`--${key.replaceAll("_", "-")}`, ...values.map(wordText)];
  });
}

function wordText(value: unknown): string {
  return typeof value === "number" ? numberText(value) : String(value);
}
