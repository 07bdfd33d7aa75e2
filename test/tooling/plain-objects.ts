import ts from 'typescript';

/** A place where an object is asked for a member whose name is only known at run time. */
export interface IndexedPlace {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/**
 * Finds every `object[name]` with a name that may be any text, on a type that has an index signature of strings. Such an
 * object inherits `constructor`, `toString` and more, which are then found under a caller's text.
 */
export const indexedByText = (program: ts.Program, files: readonly string[]): IndexedPlace[] => {
  const checker = program.getTypeChecker();
  const found: IndexedPlace[] = [];
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} is no part of the program`);
    const visit = (node: ts.Node): void => {
      if (ts.isElementAccessExpression(node) && isOpen(checker, node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push({ file, line: line + 1, text: node.getText() });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
};

const isOpen = (
  checker: ts.TypeChecker,
  { expression, argumentExpression }: ts.ElementAccessExpression,
): boolean => {
  const name = checker.getTypeAtLocation(argumentExpression);
  // A literal, or one of several, is no caller's text.
  if ((name.flags & ts.TypeFlags.String) === 0) return false;
  const object = checker.getNonNullableType(checker.getTypeAtLocation(expression));
  const types = object.isUnion() ? object.types : [object];
  return types.some((type) => checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined);
};
