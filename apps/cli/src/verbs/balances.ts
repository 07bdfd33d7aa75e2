import { CLERK_COLUMNS } from '#read-models';
import { printJson, serverOf, type Verb } from '../context.js';
import { amountText, componentsOf, isNothing } from '../output/amounts.js';
import { renderTable } from '../output/table.js';
import { COLUMN_TITLES } from '../output/titles.js';
import { Answer } from '../server/answer.js';
import { clocks, withReadOptions, type ReadOptions } from './read-options.js';

interface BalancesOptions extends ReadOptions {
  readonly unit?: string;
  readonly subtree: boolean;
  readonly indicator?: string;
  readonly planYear?: string;
  readonly planKind?: string;
  readonly lot?: string;
  readonly groupBy?: string;
}

export const balancesVerb: Verb = (program, context) => {
  withReadOptions(
    program
      .command('balances')
      .description("the clerk's table: what came in, what went out, what is left"),
  )
    .option('--unit <code>', 'one unit, by code or unitId')
    .option('--subtree', 'with all units below it', false)
    .option('--indicator <id>')
    .option('--plan-year <year>')
    .option('--plan-kind <id>')
    .option('--lot <id>')
    .option('--group-by <parts>', 'any of unit,lot,planYear,planKind')
    .addHelpText('after', EXAMPLES)
    .action(async (options: BalancesOptions) => {
      const { ledger, unit, subtree, indicator, planYear, planKind, lot, groupBy } = options;
      const server = await serverOf(context, options, 'auditor');
      const answer = await server.get(`/v1/ledgers/${ledger}/balances`, {
        ...clocks(options),
        ...{ unit, indicator, planYear, planKind, lot, groupBy },
        ...(subtree ? { subtree: 'true' } : {}),
      });
      if (options.json) printJson(context.terminal, answer);
      else context.terminal.out(balancesTable(new Answer(answer), options));
    });
};

const EXAMPLES = `
Examples:
  npx muledger balances --unit 330400 --subtree --plan-year 2017
  npx muledger balances --unit 330402 --as-of 2017-06-30 --known-at 2017-07-05 --components
  npx muledger balances --group-by planYear,planKind --in ha --json`;

/** Columns that are nothing in every row are left out. */
export const balancesTable = (answer: Answer, options: ReadOptions): string => {
  const rows = answer.list('rows');
  const used = CLERK_COLUMNS.filter((column) =>
    rows.some((row) => row.object(column).members.some(([, amount]) => !isNothing(amount))),
  );
  const lines = rows.flatMap((row) =>
    componentsOf(row.object('available'), options.components).map(([component]) => [
      row.optionalText('unitName') ?? row.optionalText('unit') ?? '',
      row.text('indicator'),
      row.optionalText('planYear') ?? '',
      row.optionalText('planKind') ?? '',
      ...(options.components ? [component] : []),
      ...used.map((column) => amountText(row.object(column).object(component), options.in)),
    ]),
  );
  const heads = ['unit 单位', 'indicator 指标', 'year 年度', 'kind 类型'];
  const table = renderTable(
    [
      ...[...heads, ...(options.components ? ['component 分项'] : [])].map((title) => ({ title })),
      ...used.map((column) => ({ title: COLUMN_TITLES[column], align: 'right' as const })),
    ],
    lines,
  );
  return `${rows.length === 0 ? 'nobody held anything\n' : table}${standing(answer, options)}`;
};

/** Where an answer stands on the two clocks. */
export const standing = (answer: Answer, { in: measure }: ReadOptions): string => {
  const recorded = `revision ${answer.text('revision')} (${answer.text('recordedAt')})`;
  return `as of ${answer.text('asOf')}, ${recorded}, ${measure === 'mu' ? '亩' : '公顷'}\n`;
};
