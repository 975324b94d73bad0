/** One system call of a traced process, at the place in the log where it began. */
export interface SystemCall {
  readonly pid: number;
  readonly name: string;
  readonly args: readonly string[];
  /** What it returned: a number, with `-y` followed by what the descriptor is. Undefined: it never came back. */
  result: string | undefined;
}

interface Unfinished {
  readonly call: SystemCall;
  readonly text: string;
}

/**
 * The calls in a log of `strace --follow-forks --output=FILE`, one file for all processes. A call that strace shows in
 * two halves stands where it began, so that a fork comes before what its child does.
 */
export function readCalls(log: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const unfinished = new Map<number, Unfinished>();
  for (const line of log.split("\n")) {
    const [, number, text = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (number === undefined || /^(\+\+\+|---)/.test(text)) continue;
    const pid = Number(number);
    if (text.startsWith("<... ")) {
      finish(unfinished, pid, text);
      continue;
    }
    const call = begin(pid, text);
    calls.push(call);
    if (text.endsWith(" <unfinished ...>")) unfinished.set(pid, { call, text });
  }
  return calls;
}

function begin(pid: number, text: string): SystemCall {
  const whole = text.replace(/ <unfinished \.\.\.>$/, "");
  const name = whole.slice(0, whole.indexOf("("));
  const { args, rest } = splitArguments(whole.slice(name.length + 1));
  return { pid, name, args, result: resultOf(rest) };
}

function finish(unfinished: Map<number, Unfinished>, pid: number, text: string): void {
  const half = unfinished.get(pid);
  const second = text.replace(/^<\.\.\. \w+ resumed>/, "");
  if (half === undefined) return;
  unfinished.delete(pid);
  const whole = begin(pid, half.text.replace(" <unfinished ...>", second));
  Object.assign(half.call, { args: whole.args, result: whole.result });
}

function resultOf(rest: string): string | undefined {
  return /^\) += (.*)$/.exec(rest)?.[1];
}

/** Splits at the commas that are neither in quotes nor in brackets; `rest` begins with the bracket that ends the list. */
function splitArguments(text: string): { args: string[]; rest: string } {
  const args: string[] = [];
  let [depth, start, index] = [0, 0, 0];
  for (; index < text.length; index++) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === "<") index = endOfDescriptor(text, index);
    else if (character === "(" || character === "[" || character === "{") depth++;
    else if (depth > 0 && (character === ")" || character === "]" || character === "}")) depth--;
    else if (character === ")") break;
    else if (character === "," && depth === 0) {
      args.push(text.slice(start, index));
      start = index + 2;
    }
  }
  const last = text.slice(start, index);
  return { args: last === "" ? args : [...args, last], rest: text.slice(index) };
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index;
}

/** `3</etc/x>`: strace writes the brackets of a name itself as octal numbers. `1 << 3` and `a < b` are none of these. */
function endOfDescriptor(text: string, start: number): number {
  if (!/[\w]/.test(text[start - 1] ?? " ")) return start;
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === "<") depth++;
    else if (text[index] === ">" && text[index - 1] !== "-" && --depth === 0) return index;
  }
  return start;
}

/** The text of a quoted argument; bytes come in octal, as they do in a path. */
export function unquote(argument: string): string {
  const body = /^"(.*)"(\.\.\.)?$/s.exec(argument)?.[1] ?? argument;
  const bytes: number[] = [];
  for (let index = 0; index < body.length; index++) {
    if (body[index] !== "\\") bytes.push(...Buffer.from(body[index] ?? ""));
    else index = escaped(body, index + 1, bytes);
  }
  return Buffer.from(bytes).toString("utf8");
}

const named: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11 };

function escaped(body: string, index: number, bytes: number[]): number {
  const octal = /^[0-7]{1,3}/.exec(body.slice(index, index + 3))?.[0];
  if (octal !== undefined) {
    bytes.push(Number.parseInt(octal, 8));
    return index + octal.length - 1;
  }
  const character = body[index] ?? "";
  bytes.push(named[character] ?? character.charCodeAt(0));
  return index;
}

/** What a descriptor stands for: `3</etc/x>` and `AT_FDCWD</root>` have a path, sockets and pipes have none. */
export function pathOf(descriptor: string): string | undefined {
  const name = /^(?:-?\d+|AT_FDCWD)<(.*)>$/s.exec(descriptor)?.[1];
  const path = name?.replace(/<(char|block) [^>]*>$/, "").replace(/ ?\(deleted\)$/, "");
  return path?.startsWith("/") ? unquote(path) : undefined;
}
