/** Series that tell balances: what a province has left is business, the other figures of a process are not. */
const BUSINESS = /^muledger_(?:available|reserved)_mu\{/;

/**
 * Figures in the format of Prometheus without those of balances, except of one ledger.
 * @param ledger whose balances the caller may read; none when undefined
 */
export const figuresFor = (ledger: string | undefined, text: string): string =>
  text
    .split('\n')
    .filter(
      (line) =>
        !BUSINESS.test(line) || (ledger !== undefined && line.includes(`ledger="${ledger}"`)),
    )
    .join('\n');
