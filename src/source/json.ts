import { ts } from "ts-morph";
import type { Position } from "../model/issue.ts";

/** Where a value stands in a text of JSON; of a path that leads nowhere, where its last part that is there stands. */
export function jsonPosition(file: string, text: string, path: readonly string[]): Position {
  const source = ts.parseJsonText(file, text);
  let node: ts.Node | undefined = source.statements[0]?.expression;
  let offset = node?.getStart(source) ?? 0;
  for (const key of path) {
    const property: ts.ObjectLiteralElementLike | undefined = propertyNamed(node, key);
    if (property === undefined) break;
    offset = property.getStart(source);
    node = ts.isPropertyAssignment(property) ? property.initializer : undefined;
  }
  const { line, character } = source.getLineAndCharacterOfPosition(offset);
  return { file, line: line + 1, column: character + 1 };
}

/** JSON takes the last of several. */
function propertyNamed(node: ts.Node | undefined, key: string): ts.ObjectLiteralElementLike | undefined {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
  return node.properties.findLast(
    ({ name }) => name !== undefined && ts.isStringLiteral(name) && name.text === key,
  );
}
