/** Series of a ledger: what a province has left, and since when, is business; the other figures of a process are not. */
const BUSINESS = /^[^{\s]+\{(?:.*,)?ledger="/;

/**
 * Figures in the format of Prometheus without those of ledgers, except of one.
 * @param ledger whose figures the caller may read; none when undefined
 */
export const figuresFor = (ledger: string | undefined, text: string): string =>
  text
    .split('\n')
    .filter(
      (line) =>
        !BUSINESS.test(line) || (ledger !== undefined && line.includes(`ledger="${ledger}"`)),
    )
    .join('\n');
