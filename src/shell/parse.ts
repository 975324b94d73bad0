import sh from "mvdan-sh";

/**
 * A node of mvdan-sh's tree. That parser is Go compiled to JavaScript; walking its inner objects directly is three
 * times faster than its own walker. `constructor.string` is the Go type, e.g. `*syntax.CallExpr`.
 */
export interface ShellNode {
  readonly constructor: { readonly string?: string; readonly nil?: unknown };
  readonly [field: string]: unknown;
}

/** A parsed script: the tree and the bytes its offsets count. */
export interface ShellFile {
  readonly source: Buffer;
  readonly root: ShellNode;
}

/** Bash that does not parse: where and why. */
export class ShellSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** The whole text, parsed as bash. Throws `ShellSyntaxError`. */
export function parseBash(source: string): ShellFile {
  try {
    const file = sh.syntax.NewParser(sh.syntax.KeepComments(true)).Parse(source, "bash");
    return { source: Buffer.from(source), root: file.__internal_object__ };
  } catch (error) {
    // A Go error says what it is through its method; its `message` is empty.
    const said = (error as { Error(): string }).Error();
    const [, line = "1", column = "1", message = said] = /^bash:(\d+):(\d+): (.*)$/s.exec(said) ?? [];
    throw new ShellSyntaxError(message, Number(line), Number(column));
  }
}

/** Short Go type of a node: `CallExpr`. */
export function typeOf(node: ShellNode): string {
  return node.constructor.string?.replace("*syntax.", "") ?? "";
}

/** Line (from 1) of a position object of the parser. */
export function lineOf(position: unknown): number {
  return (position as { lineCol: number }).lineCol >>> 14;
}

/** Column (from 1) of a position object of the parser. */
export function columnOf(position: unknown): number {
  return (position as { lineCol: number }).lineCol & 16383;
}

/** Byte offset of a position object of the parser. */
export function offsetOf(position: unknown): number {
  return (position as { offs: number }).offs;
}

/** Byte offset of the beginning of a node. */
export function beginOf(node: ShellNode): number {
  return offsetOf((node as ShellNode & { Pos(): unknown }).Pos());
}

/** Byte offset behind a node. */
export function endOf(node: ShellNode): number {
  return offsetOf((node as ShellNode & { End(): unknown }).End());
}

/** The text of a node. */
export function textOf(node: ShellNode, source: Buffer): string {
  return source.subarray(beginOf(node), endOf(node)).toString();
}

/** A Go slice as an array. */
export function listOf(value: unknown): ShellNode[] {
  const slice = value as { $array?: ShellNode[]; $offset: number; $length: number } | undefined;
  return slice?.$array?.slice(slice.$offset, slice.$offset + slice.$length) ?? [];
}

/** The nodes directly inside a node, in no promised order. Bookkeeping fields lead out of the tree and are left out. */
export function childrenOf(node: ShellNode): ShellNode[] {
  return Object.entries(node).flatMap(([field, value]) => {
    if (field === "$val" || value === null || typeof value !== "object") return [];
    if ("$array" in value) return listOf(value).filter(isNode);
    return isNode(value) ? [value] : [];
  });
}

/** Reading a field of Go's nil throws, so it is told by identity. */
export function isNode(value: unknown): value is ShellNode {
  const kind = (value as ShellNode | null | undefined)?.constructor;
  return kind?.string?.startsWith("*syntax.") === true && kind.string !== "*syntax.Pos" && kind.nil !== value;
}
