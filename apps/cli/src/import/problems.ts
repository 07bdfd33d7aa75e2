/** What is wrong with a line of the file, or with the file as a whole (`line` 0). */
export interface ImportProblem {
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

/** Collects what is wrong, so that a clerk sees all of it at once. */
export class Problems {
  readonly all: ImportProblem[] = [];

  add(line: number, message: string, column?: string): undefined {
    this.all.push(column === undefined ? { line, message } : { line, column, message });
    return undefined;
  }

  get any(): boolean {
    return this.all.length > 0;
  }
}

/** In the order of the file, the file as a whole first. */
export const inOrder = (problems: readonly ImportProblem[]): ImportProblem[] =>
  [...problems].sort((a, b) => a.line - b.line);
