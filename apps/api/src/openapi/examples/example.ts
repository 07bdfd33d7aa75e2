/** One request of the story. All of them, in order, are run as a test against a fresh ledger. */
export interface Example {
  /** What it shows. */
  readonly title: string;
  /** `role`, or `role@unit`. */
  readonly as: string;
  /** With the query string, if any. POST when there is a body. */
  readonly path: string;
  /** The Idempotency-Key of a write. */
  readonly key?: string;
  readonly body?: object;
}

export const L = '/v1/ledgers/330000';
export const PROVINCE = 'province@330000';

export const annual = (total: number, farmland: number, cultivated: number) => ({
  total: `${total} mu`,
  farmland: `${farmland} mu`,
  cultivated: `${cultivated} mu`,
});
