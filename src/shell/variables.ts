import { beginOf, endOf, isNode, listOf, type ShellNode, textOf, typeOf } from "./parse.ts";
import { literalOf, partsOf, startOf, unquoted, wordText } from "./word.ts";

/** A variable that a node of bash itself writes, nodes below it aside. */
export interface Written {
  readonly name: string;
  /** What the name is known to be afterwards: `x=1` leaves an array one, for bash writes into its first element. */
  readonly becomes: "array" | "string" | "what it was";
  /** False for a name that is only declared, or asked for: `local x`, `[[ -n $x ]]`. */
  readonly hasValue: boolean;
  /** It is given a whole number: by its digits, by arithmetic, by `$?` and its like, or as a descriptor. */
  readonly isNumber: boolean;
  /** It is declared with keys that are text. */
  readonly isAssociative: boolean;
}

const variable = /^[A-Za-z_]\w*$/;

/** Variables that a node writes: an assignment, a declaration, `read` and its like, a loop, arithmetic, a `{fd}`. */
export function writtenBy(node: ShellNode, source: Buffer): Written[] {
  switch (typeOf(node)) {
    case "CallExpr":
      return listOf(node.Args).length === 0 ? listOf(node.Assigns).map(assigned) : writtenByCommand(node);
    case "DeclClause":
      return declared(node);
    case "WordIter":
      return strings([literalOf(node.Name as ShellNode)]);
    case "CoprocClause":
      return [{ name: isNode(node.Name) ? (wordText(node.Name) ?? "") : "COPROC", ...array }];
    case "Redirect":
      return isClosing(node) ? [] : numbers([descriptorOf(node)]);
    case "ParamExp":
      return isAssigning(node) ? strings([nameIn(node)]) : [];
    case "BinaryArithm":
    case "UnaryArithm":
      return changesOperand(node, source) ? numbers([wordOf(node.X)]) : [];
    case "UnaryTest":
      return askedFor(node);
    default:
      return [];
  }
}

const array = { becomes: "array", hasValue: true, isNumber: false, isAssociative: false } as const;

function strings(names: readonly (string | undefined)[]): Written[] {
  return names.flatMap((name) =>
    name !== undefined && variable.test(name) ? [{ ...array, name, becomes: "string" }] : [],
  );
}

function numbers(names: readonly (string | undefined)[]): Written[] {
  return strings(names).map((written) => ({ ...written, isNumber: true }));
}

function assigned(assign: ShellNode): Written {
  const isArray = isNode(assign.Array) || isNode(assign.Index);
  return {
    name: literalOf(assign.Name as ShellNode) ?? "",
    becomes: isArray ? "array" : "what it was",
    hasValue: true,
    isAssociative: false,
    isNumber: !isArray && isNode(assign.Value) && isNumber(assign.Value),
  };
}

const numberVariables = new Set(["?", "#", "!", "$"]);

function isNumber(value: ShellNode): boolean {
  const [part, more] = partsOf(value).flatMap(unquoted);
  if (part === undefined || more !== undefined) return false;
  if (typeOf(part) === "ArithmExp") return true;
  if (isParameter(part)) return numberVariables.has(nameIn(part)) || part.Length === true;
  return /^-?\d+$/.test(literalOf(part) ?? "");
}

/** `local`, `declare`, `readonly`, `export`: an option of theirs stands as an assignment without a name. */
function declared(clause: ShellNode): Written[] {
  const assigns = listOf(clause.Args);
  const options = assigns.map((assign) => (isNode(assign.Value) ? (wordText(assign.Value) ?? "") : ""));
  const has = (flag: RegExp) => options.some((option) => flag.test(option));
  const isAssociative = has(/^-\w*A/);
  // Of `local -a x` shellcheck does not remember the option.
  const isArray = has(/^-\w*[aA]/) && literalOf(clause.Variant as ShellNode) !== "local";
  return assigns
    .filter(({ Name }) => isNode(Name))
    .map((assign) => {
      const hasValue = assign.Naked !== true;
      const written = { ...assigned(assign), hasValue, isAssociative };
      if (isArray) return { ...written, becomes: "array" };
      return hasValue ? written : { ...written, becomes: "string" };
    });
}

/** Commands that write the variables they are given the names of. A computed name is nobody's. */
function writtenByCommand(call: ShellNode): Written[] {
  const [command, ...words] = listOf(call.Args).map(wordText);
  const names = words.flatMap((word) => (variable.test(word ?? "") ? [word ?? ""] : []));
  switch (command) {
    case "read":
      if (!words.some((word) => /^-\w*a/.test(word ?? ""))) return strings(names);
      return names.map((name) => ({ name, ...array }));
    case "mapfile":
    case "readarray":
      return [{ name: names.at(-1) ?? "MAPFILE", ...array }];
    case "printf":
      return words[0] === "-v" ? strings([words[1]?.replace(/\[.*/s, "")]) : [];
    case "getopts":
      return strings([words[1]]);
    default:
      return [];
  }
}

/** `[[ -n $x ]]`, `[[ -z $x ]]` and `[[ -v x ]]` ask whether there is a value. */
function askedFor(test: ShellNode): Written[] {
  const word = test.X as ShellNode;
  const names = valueTests.has(test.Op as number)
    ? partsOf(word).flatMap(unquoted).filter(isParameter).map(nameIn)
    : [nameTests.has(test.Op as number) ? startOf(word).text.replace(/\[.*/s, "") : undefined];
  return strings(names).map((written) => ({ ...written, hasValue: false }));
}

const valueTests = new Set([107, 108]);
const nameTests = new Set([110]);

/**
 * Names of the variables that a node reads, nodes below it aside; of a function's arguments: `1`, `@`, `#`. What stands
 * as the key of an associative array is text, but not in `${a[key]}`: there shellcheck takes it for a variable.
 */
export function readBy(node: ShellNode, source: Buffer, associative: ReadonlySet<string>): string[] {
  switch (typeOf(node)) {
    case "ParamExp":
      return [nameIn(node), ...keysRead(node, source, associative), ...wordsIn(node.Slice, source)];
    case "ArithmCmd":
    case "ArithmExp":
    case "CStyleLoop":
      return wordsIn(node, source);
    case "Assign":
      return readByAssignment(node, source, associative);
    case "UnaryTest":
      return nameTests.has(node.Op as number) ? askedFor(node).map(({ name }) => name) : [];
    case "Redirect":
      return isClosing(node) ? [descriptorOf(node) ?? ""].filter((name) => name !== "") : [];
    default:
      return [];
  }
}

/** `x+=…` reads x, and an index is arithmetic. */
function readByAssignment(assign: ShellNode, source: Buffer, associative: ReadonlySet<string>): string[] {
  const name = isNode(assign.Name) ? (literalOf(assign.Name) ?? "") : "";
  const elements = isNode(assign.Array) ? listOf(assign.Array.Elems) : [];
  const indices = associative.has(name) ? [] : [assign.Index, ...elements.map(({ Index }) => Index)];
  return [...(assign.Append === true ? [name] : []), ...indices.flatMap((index) => wordsIn(index, source))];
}

/**
 * Names between the brackets of `${a[…]}`, which shellcheck takes for variables even where they are of a pattern; in
 * arithmetic, where it is `a[…]`, none if `a` has texts for keys.
 */
function keysRead(parameter: ShellNode, source: Buffer, associative: ReadonlySet<string>): string[] {
  if (parameter.Short === true && associative.has(nameIn(parameter))) return [];
  const text = textOf(parameter, source).replace(/(?<!^)\$(\{[^{}]*\}|\w+)/g, "");
  return /\[.*\]/s.exec(text)?.[0].match(/[A-Za-z_]\w*/g) ?? [];
}

/** Plain words in arithmetic are variables. */
function wordsIn(arithmetic: unknown, source: Buffer): string[] {
  if (!isNode(arithmetic)) return [];
  const inAll = (parts: readonly unknown[]) => parts.flatMap((part) => wordsIn(part, source));
  switch (typeOf(arithmetic)) {
    case "Word":
      return [wordText(arithmetic) ?? ""].filter((name) => variable.test(name));
    case "BinaryArithm":
      return inAll(isPlainAssignment(arithmetic, source) ? [arithmetic.Y] : [arithmetic.X, arithmetic.Y]);
    case "CStyleLoop":
      return inAll([arithmetic.Init, arithmetic.Cond, arithmetic.Post]);
    case "Slice":
      return inAll([arithmetic.Offset, arithmetic.Length]);
    default:
      return inAll([arithmetic.X]);
  }
}

function wordOf(node: unknown): string | undefined {
  return isNode(node) && typeOf(node) === "Word" ? wordText(node) : undefined;
}

function isParameter(node: ShellNode): boolean {
  return typeOf(node) === "ParamExp";
}

function nameIn(parameter: ShellNode): string {
  return literalOf(parameter.Param as ShellNode) ?? "";
}

/** `${x=…}` and `${x:=…}`. */
function isAssigning({ Exp }: ShellNode): boolean {
  return isNode(Exp) && (Exp.Op === 74 || Exp.Op === 75);
}

/** `x = …`, `x += …`, `x++` and their like, told by their operator. */
function changesOperand(node: ShellNode, source: Buffer): boolean {
  if (typeOf(node) === "UnaryArithm") return node.Op === 36 || node.Op === 37;
  return /^([-+*/%&|^]|<<|>>)?=$/.test(operatorOf(node, source));
}

function isPlainAssignment(node: ShellNode, source: Buffer): boolean {
  return operatorOf(node, source) === "=";
}

/** What stands between the operands. */
function operatorOf({ X, Y }: ShellNode, source: Buffer): string {
  return source
    .subarray(endOf(X as ShellNode), beginOf(Y as ShellNode))
    .toString()
    .trim();
}

/** `fd` of `{fd}<file`. */
function descriptorOf({ N }: ShellNode): string | undefined {
  return isNode(N) ? /^\{(\w+)\}$/.exec(literalOf(N) ?? "")?.[1] : undefined;
}

/** `{fd}>&-`. */
function isClosing(redirect: ShellNode): boolean {
  return isNode(redirect.Word) && wordText(redirect.Word) === "-";
}
