import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDay } from '#domain';
import { withServerOptions, type ServerOptions } from '../context.js';
import type { ShownMeasure } from '../output/amounts.js';
import type { Query } from '../server/server-client.js';

/** Options of every verb that reads balances: where on the two clocks, and how amounts are shown. */
export interface ReadOptions extends ServerOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly atRevision?: string;
  readonly in: ShownMeasure;
  readonly components: boolean;
}

export const day = (text: string): string => {
  if (parseDay(text) !== undefined) return text;
  throw new InvalidArgumentError('expected a date, YYYY-MM-DD');
};

export const withReadOptions = (command: Command): Command =>
  withServerOptions(command)
    .option('--as-of <date>', 'entries effective by that day (截至, 按生效)', day)
    .addOption(
      new Option(
        '--known-at <instant>',
        'entries recorded by then, a date means its end (按登记)',
      ).conflicts('atRevision'),
    )
    .option('--at-revision <n>', 'entries up to that revision')
    .addOption(new Option('--in <measure>', 'measure of areas').choices(['mu', 'ha']).default('mu'))
    .option('--components', 'every component, not the total alone', false);

export const clocks = ({ asOf, knownAt, atRevision }: ReadOptions): Query => ({
  asOf,
  knownAt,
  atRevision,
});
