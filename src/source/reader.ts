import { type CallExpression, Node, Project, type SourceFile, SyntaxKind } from "ts-morph";
import type { Position } from "../model/issue.ts";

/** The TypeScript sources of the pipelines, parsed once, never type-checked here. */
export interface Sources {
  /** The author's comment above the statement at a position; empty when there is none. */
  commentAt(at: Position): string;
  readonly files: readonly SourceFile[];
}

/** Reads the given source files, relative to the project's root. */
export function readSources(root: string, files: readonly string[]): Sources {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  const parsed = new Map(files.map((file) => [file, project.addSourceFileAtPath(`${root}/${file}`)]));
  return {
    files: [...parsed.values()],
    commentAt: (at) => commentAbove(parsed.get(at.file), at),
  };
}

function commentAbove(file: SourceFile | undefined, at: Position): string {
  const statement = file === undefined ? undefined : statementAt(file, at);
  const ranges = statement?.getLeadingCommentRanges() ?? [];
  return ranges
    .map((range) => plainText(range.getText()))
    .join(" ")
    .replaceAll("`", "")
    .trim();
}

/** The statement around the call that stands at a position; stack traces point at the callee or its property. */
function statementAt(file: SourceFile, { line, column }: Position): Node | undefined {
  const offset = file.compilerNode.getPositionOfLineAndCharacter(line - 1, column - 1);
  const node = file.getDescendantAtPos(offset);
  return node?.getFirstAncestor((ancestor) => Node.isStatement(ancestor) && !Node.isBlock(ancestor));
}

/** A comment without its marks, as one paragraph. */
function plainText(comment: string): string {
  return comment
    .replace(/^\/\*\*?|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*(\/\/+|\*)?\s?/, "").trim())
    .join(" ")
    .replaceAll("`", "")
    .trim();
}

/** Every call in a file whose callee is a plain name, with the arguments. */
export function callsOf(file: SourceFile): CallExpression[] {
  return file.getDescendantsOfKind(SyntaxKind.CallExpression);
}
