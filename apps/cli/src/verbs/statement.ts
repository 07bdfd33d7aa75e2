import { CLERK_COLUMNS } from '#read-models';
import { printJson, serverOf, type Verb } from '../context.js';
import { amountText, componentsOf, isNothing } from '../output/amounts.js';
import { renderTable } from '../output/table.js';
import { COLUMN_TITLES } from '../output/titles.js';
import { Answer } from '../server/answer.js';
import { standing } from './balances.js';
import { clocks, day, withReadOptions, type ReadOptions } from './read-options.js';

interface StatementOptions extends ReadOptions {
  readonly from?: string;
  readonly to?: string;
  readonly indicator?: string;
  readonly planYear?: string;
}

export const statementVerb: Verb = (program, context) => {
  withReadOptions(
    program
      .command('statement')
      .description('opening, movements and closing of a unit, checked: the sheet a county signs')
      .argument('<unit>', 'code or unitId'),
  )
    .option('--from <date>', 'first day (default: 1 January of the year of --to)', day)
    .option('--to <date>', 'last day (default: --as-of, or today)', day)
    .option('--indicator <id>')
    .option('--plan-year <year>')
    .addHelpText(
      'after',
      '\nExample:\n  npx muledger statement 330402 --from 2017-01-01 --to 2017-12-31',
    )
    .action(async (unit: string, options: StatementOptions) => {
      const { ledger, from, to, indicator, planYear } = options;
      const server = await serverOf(context, options, 'auditor');
      const answer = await server.get(
        `/v1/ledgers/${ledger}/statements/${encodeURIComponent(unit)}`,
        { ...clocks(options), from, to, indicator, planYear },
      );
      if (options.json) printJson(context.terminal, answer);
      else context.terminal.out(statementText(new Answer(answer), options));
    });
};

const statementText = (answer: Answer, options: ReadOptions): string => {
  const name = answer.optionalText('unitName') ?? answer.optionalText('unit') ?? '';
  const title = `${name}, ${answer.text('from')} – ${answer.text('to')}\n`;
  const lines = [
    ...answer.list('lots').flatMap((line) => linesOf(line, options)),
    ...answer.list('totals').flatMap((line) => linesOf(line, options)),
  ];
  const heads = ['indicator 指标', 'lot 指标批', 'year 年度', 'kind 类型', 'line 栏目'];
  const table = renderTable(
    [
      ...[...heads, ...(options.components ? ['component 分项'] : [])].map((head) => ({
        title: head,
      })),
      { title: 'amount 数量', align: 'right' },
    ],
    lines,
  );
  return `${title}${lines.length === 0 ? 'nothing held, nothing moved\n' : table}${standing(answer, options)}`;
};

const linesOf = (line: Answer, { in: measure, components }: ReadOptions): string[][] => {
  const head = [
    line.text('indicator'),
    line.optionalText('lot') ?? 'total 合计',
    line.optionalText('planYear') ?? '',
    line.optionalText('planKind') ?? '',
  ];
  const part = (when: string, vectors: Answer): string[][] =>
    vectors.members.flatMap(([column, vector]) =>
      componentsOf(vector, components)
        .filter(([, amount]) => !isNothing(amount))
        .map(([component, amount]) => [
          ...head,
          `${when}${titleOf(column)}`,
          ...(components ? [component] : []),
          amountText(amount, measure),
        ]),
    );
  return [
    ...part('opening 期初: ', line.object('opening')),
    ...part('', line.object('movements')),
    ...part('closing 期末: ', line.object('closing')),
  ];
};

const titleOf = (name: string): string => {
  const column = CLERK_COLUMNS.find((one) => one === name);
  return column === undefined ? name : COLUMN_TITLES[column];
};
