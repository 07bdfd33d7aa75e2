import Table from 'cli-table3';

export interface ColumnHead {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A table for people. Chinese characters count as two columns wide, so that the rules meet. */
export const renderTable = (
  columns: readonly ColumnHead[],
  rows: readonly (readonly string[])[],
): string => {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align = 'left' }) => align),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return `${table.toString()}\n`;
};
