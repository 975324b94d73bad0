import { commandName, ends, visit } from "../shell/flow.ts";
import { endOf, isNode, listOf, parseBash, type ShellNode, textOf, typeOf } from "../shell/parse.ts";
import { nodesIn } from "../shell/paths.ts";
import { readBy, type Written, writtenBy } from "../shell/variables.ts";
import { literalOf, wordText } from "../shell/word.ts";

/** One place where something writes a variable. */
export interface Write extends Written {
  /** Byte from which it holds. */
  readonly from: number;
  /** It is lost with a subshell. */
  readonly isLost: boolean;
  /** It is local to its function. */
  readonly isLocal: boolean;
}

/** A call by name. */
export interface Call {
  readonly name: string;
  readonly hasArguments: boolean;
}

/** What shellcheck takes from bash for its judgement of bash that follows. */
export interface Facts {
  readonly reads: ReadonlySet<string>;
  readonly writes: readonly Write[];
  readonly calls: readonly Call[];
  /** Commands that shellcheck reads by rules of its own, as they stand. */
  readonly special: readonly string[];
}

/** One function. */
export interface FunctionFacts extends Facts {
  readonly name: string;
  readonly body: ShellNode;
}

/** The whole of a library. */
export interface LibraryFacts extends Facts {
  readonly functions: readonly FunctionFacts[];
  /** Functions that never come back. */
  readonly ending: ReadonlySet<string>;
  /** Arrays with texts for keys. */
  readonly associative: ReadonlySet<string>;
}

/** What shellcheck takes from a library. */
export function libraryFacts(library: string): LibraryFacts {
  const { source, root } = parseBash(library);
  const statements = listOf(root.Stmts);
  const associative = associativeIn(root, source);
  const facts = (node: ShellNode) => factsOf(node, source, associative);
  const functions = statements.filter(isFunction).map((statement) => {
    const body = (statement.Cmd as ShellNode).Body as ShellNode;
    return { name: nameOf(statement), body, ...facts(body) };
  });
  const others = statements.filter((statement) => !isFunction(statement)).map(facts);
  const all = [...functions, ...others];
  return {
    functions,
    associative,
    ending: endingFunctions(functions),
    reads: new Set(all.flatMap(({ reads }) => [...reads])),
    writes: all.flatMap(({ writes }) => writes).sort((a, b) => a.from - b.from),
    calls: all.flatMap(({ calls }) => calls),
    special: all.flatMap(({ special }) => special),
  };
}

/** Names of the functions that a script has. */
export function functionNames(script: string): string[] {
  return listOf(parseBash(script).root.Stmts).filter(isFunction).map(nameOf);
}

function isFunction({ Cmd }: ShellNode): boolean {
  return isNode(Cmd) && typeOf(Cmd) === "FuncDecl";
}

function nameOf({ Cmd }: ShellNode): string {
  return literalOf((Cmd as ShellNode).Name as ShellNode) ?? "";
}

/** Names that are declared so anywhere: shellcheck does not ask in which function. */
function associativeIn(root: ShellNode, source: Buffer): Set<string> {
  const clauses = nodesIn(root).filter((node) => typeOf(node) === "DeclClause");
  const written = clauses.flatMap((clause) => writtenBy(clause, source));
  return new Set(written.filter(({ isAssociative }) => isAssociative).map(({ name }) => name));
}

function factsOf(root: ShellNode, source: Buffer, associative: ReadonlySet<string>): Facts {
  const reads = new Set<string>();
  const writes: Omit<Write, "isLocal">[] = [];
  const locals = new Set<string>();
  const calls: Call[] = [];
  const special: string[] = [];
  visit(root, (node, subshell) => {
    for (const name of readBy(node, source, associative)) reads.add(name);
    const isLost = subshell !== undefined;
    const written = writtenBy(node, source);
    writes.push(...written.map((each) => ({ ...each, from: endOf(subshell ?? node), isLost })));
    const name = commandName(node);
    if (name !== undefined) calls.push({ name, hasArguments: listOf(node.Args).length > 1 });
    const declaring = typeOf(node) === "DeclClause" ? literalOf(node.Variant as ShellNode) : undefined;
    if (declaring === "local") for (const { name } of written) locals.add(name);
    if (readsWords.has(declaring ?? name ?? "") || isExporting(node)) special.push(textOf(node, source));
  });
  return {
    reads,
    writes: writes.map((each) => ({ ...each, isLocal: locals.has(each.name) })),
    calls,
    special,
  };
}

/** `local -x`: what is exported counts as read. */
function isExporting(node: ShellNode): boolean {
  const options = typeOf(node) === "DeclClause" ? listOf(node.Args) : [];
  return options.some(({ Value }) => isNode(Value) && /^-\w*x/.test(wordText(Value) ?? ""));
}

/** In the words of these, variables count as read; or they change what other commands mean. */
const readsWords = new Set(["trap", "export", "alias", "shopt"]);

/** Whatever way these functions take, they meet an `exit`, and no `return`. */
function endingFunctions(functions: readonly FunctionFacts[]): Set<string> {
  const straight = functions.filter(({ calls }) => calls.every(({ name }) => name !== "return"));
  const names = new Set<string>();
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const { name, body } of straight) if (ends(body, names)) names.add(name);
  }
  return names;
}
