import { dirname, join, relative } from "node:path";
import { type Identifier, Node, type SourceFile, SyntaxKind } from "ts-morph";
import type { Issue, Position } from "../model/issue.ts";
import type { Sources } from "./reader.ts";

/** Names through which a source would see the clock, chance, the environment, the network or the disk. */
const outside = new Map([
  ...["Date", "performance", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "Temporal"].map(
    why("the clock"),
  ),
  ...["crypto"].map(why("chance")),
  ...["process", "navigator", "console", "Intl", "__dirname", "__filename"].map(why("the environment")),
  ...["fetch", "XMLHttpRequest", "WebSocket"].map(why("the network")),
  ...["globalThis", "global", "eval", "Function", "require", "module", "WebAssembly"].map(
    why("anything at all"),
  ),
]);

/** Methods whose answer depends on the locale of who compiles. */
const localeMethods = /^(toLocale\w*|localeCompare)$/;

function why(reason: string): (name: string) => [string, string] {
  return (name) => [name, reason];
}

/** What makes a source of `dsl/` give other bash tomorrow, or on another machine: each use is an issue. */
export function checkPurity(root: string, { files }: Pick<Sources, "files">): Issue[] {
  const paths = new Map(files.map((file) => [file, relative(root, file.getFilePath())]));
  const allowed = new Set(["src/index.ts", ...paths.values()]);
  return [...paths].flatMap(([file, path]) => [
    ...identifiers(file, path),
    ...imports(file, path, allowed),
    ...importExpressions(file, path),
  ]);
}

function identifiers(file: SourceFile, path: string): Issue[] {
  const declared = new Set(
    file
      .getDescendantsOfKind(SyntaxKind.Identifier)
      .filter(isDeclaration)
      .map((node) => node.getText()),
  );
  return file.getDescendantsOfKind(SyntaxKind.Identifier).flatMap((node) => {
    const reason = reasonOf(node, declared);
    return reason === undefined ? [] : [impure(positionOf(node, path), `${textOf(node)}: ${reason}`)];
  });
}

function reasonOf(node: Identifier, declared: ReadonlySet<string>): string | undefined {
  const name = node.getText();
  if (isMember(node)) {
    if (localeMethods.test(name)) return "the locale";
    return name === "random" && textOf(node) === "Math.random" ? "chance" : undefined;
  }
  return declared.has(name) || isInType(node) ? undefined : outside.get(name);
}

/** `Math.random` for its second half, else the name. */
function textOf(node: Identifier): string {
  const parent = node.getParent();
  return Node.isPropertyAccessExpression(parent) && parent.getNameNode() === node
    ? parent.getText()
    : node.getText();
}

/** The name after a dot, or the key of a property: not the global of that name. */
function isMember(node: Identifier): boolean {
  const parent = node.getParent();
  if (Node.isPropertyAccessExpression(parent) || Node.isPropertyAssignment(parent))
    return parent.getNameNode() === node;
  return Node.isPropertySignature(parent) || Node.isMethodDeclaration(parent) || Node.isQualifiedName(parent);
}

function isDeclaration(node: Identifier): boolean {
  const parent = node.getParent();
  const declares =
    Node.isVariableDeclaration(parent) ||
    Node.isParameterDeclaration(parent) ||
    Node.isFunctionDeclaration(parent);
  if (declares || Node.isBindingElement(parent)) return parent.getNameNode() === node;
  return Node.isImportSpecifier(parent) || Node.isImportClause(parent) || Node.isNamespaceImport(parent);
}

function isInType(node: Identifier): boolean {
  return Node.isTypeReference(node.getParent());
}

/** A source imports the DSL's words and other sources beside it, nothing else. */
function imports(file: SourceFile, path: string, allowed: ReadonlySet<string>): Issue[] {
  const declarations = [...file.getImportDeclarations(), ...file.getExportDeclarations()];
  const specifiers = declarations.flatMap((node) => node.getModuleSpecifier() ?? []);
  const isAllowed = (name: string) => name.startsWith(".") && allowed.has(join(dirname(path), name));
  return specifiers
    .filter((specifier) => !isAllowed(specifier.getLiteralValue()))
    .map((specifier) => impure(positionOf(specifier, path), `import of ${specifier.getText()}`));
}

/** `import(…)` and `import.meta`. */
function importExpressions(file: SourceFile, path: string): Issue[] {
  const words = file.getDescendantsOfKind(SyntaxKind.ImportKeyword);
  const calls = words.filter((word) => Node.isCallExpression(word.getParent()));
  const metas = file.getDescendantsOfKind(SyntaxKind.MetaProperty);
  return [...calls, ...metas].map((node) =>
    impure(positionOf(node, path), node.getParentOrThrow().getText().slice(0, 60)),
  );
}

function positionOf(node: Node, file: string): Position {
  const { line, column } = node.getSourceFile().getLineAndColumnAtPos(node.getStart());
  return { file, line, column };
}

function impure(at: Position, found: string): Issue {
  return {
    code: "ASH501",
    at,
    message: "this source would not give the same bash everywhere and always",
    found,
    expected: "values from the configuration, literals, the words of src/index.ts and other sources of dsl/",
    hint: "what differs between sites is a field of the configuration; what is read on the target is a guard",
  };
}
