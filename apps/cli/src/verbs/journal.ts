import { InvalidArgumentError } from 'commander';
import { printJson, serverOf, type Verb } from '../context.js';
import { amountText, componentsOf } from '../output/amounts.js';
import { renderTable } from '../output/table.js';
import { Answer } from '../server/answer.js';
import type { Query, ServerClient } from '../server/server-client.js';
import { standing } from './balances.js';
import { clocks, day, withReadOptions, type ReadOptions } from './read-options.js';

interface JournalOptions extends ReadOptions {
  readonly unit?: string;
  readonly subtree: boolean;
  readonly lot?: string;
  readonly project?: string;
  readonly document?: string;
  readonly approval?: string;
  readonly entryKind?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

const PAGE_MAX = 1_000;
const LIMIT_MAX = 1_000_000;

const limit = (text: string): number => {
  const rows = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (rows >= 1 && rows <= LIMIT_MAX) return rows;
  throw new InvalidArgumentError(`expected a number from 1 to ${LIMIT_MAX}`);
};

export const journalVerb: Verb = (program, context) => {
  withReadOptions(
    program.command('journal').description('postings (分录) with the balance after each'),
  )
    .option('--unit <code>', 'one unit, by code or unitId')
    .option('--subtree', 'with all units below it', false)
    .option('--lot <id>')
    .option('--project <code>')
    .option('--document <number>', '文号')
    .option('--approval <number>', '批准文号')
    .option('--entry-kind <type>', 'e.g. QuotaReserved')
    .option('--actor <id>')
    .option('--from <date>', 'effective on or after', day)
    .option('--to <date>', 'effective on or before', day)
    .option('--limit <rows>', 'rows at most', limit, 50)
    .addHelpText('after', EXAMPLES)
    .action(async (options: JournalOptions) => {
      const server = await serverOf(context, options, 'auditor');
      const pages = await readPages(server, options);
      const [first] = pages;
      if (first === undefined) return;
      if (options.json) printJson(context.terminal, pages.length === 1 ? first : pages);
      else
        context.terminal.out(
          journalTable(
            pages.map((page) => new Answer(page)),
            options,
          ),
        );
    });
};

const EXAMPLES = `
Examples:
  npx muledger journal --unit 330402 --from 2017-01-01 --to 2017-06-30
  npx muledger journal --document '浙土资发〔2017〕1号' --components --limit 1000`;

const readPages = async (server: ServerClient, options: JournalOptions): Promise<unknown[]> => {
  const { ledger, unit, subtree, lot, project, document, approval, entryKind } = options;
  const { actor, from, to } = options;
  const query: Query = {
    ...clocks(options),
    ...{ unit, lot, project, document, approval, entryKind, actor, from, to },
    ...(subtree ? { subtree: 'true' } : {}),
  };
  const pages: unknown[] = [];
  let missing = options.limit;
  let cursor: string | undefined;
  do {
    const page = await server.get(`/v1/ledgers/${ledger}/journal`, {
      ...query,
      limit: String(Math.min(missing, PAGE_MAX)),
      cursor,
    });
    pages.push(page);
    missing -= new Answer(page).list('rows').length;
    cursor = new Answer(page).optionalText('cursor');
  } while (cursor !== undefined && missing > 0);
  return pages;
};

const journalTable = (pages: readonly Answer[], options: JournalOptions): string => {
  const [first] = pages;
  if (first === undefined) return '';
  const rows = pages.flatMap((page) => page.list('rows'));
  const lines = rows.flatMap((row) =>
    componentsOf(row.object('amount'), options.components).map(([component, amount]) => [
      row.text('effectiveOn'),
      row.text('revision'),
      row.text('entry'),
      row.text('entryKind'),
      row.optionalText('unitName') ?? row.text('unit'),
      `${row.text('lot')} ${row.text('bucket')}`,
      ...(options.components ? [component] : []),
      `${row.text('direction') === 'in' ? '+' : '−'}${amountText(amount, options.in)}`,
      amountText(row.object('balance').object(component), options.in),
      row.optionalText('document') ?? row.optionalText('approval') ?? '',
    ]),
  );
  const left = ['effective 生效', 'rev.', 'entry 登记', 'kind 种类', 'unit 单位', 'account 账户'];
  const more = pages.at(-1)?.optionalText('cursor') !== undefined;
  const table = renderTable(
    [
      ...[...left, ...(options.components ? ['component 分项'] : [])].map((title) => ({ title })),
      ...['amount 数量', 'balance 余额'].map((title) => ({ title, align: 'right' as const })),
      { title: 'document 文号' },
    ],
    lines,
  );
  const end = more ? `the first ${rows.length} rows; more with --limit\n` : '';
  return `${rows.length === 0 ? 'no postings\n' : table}${end}${standing(first, options)}`;
};
