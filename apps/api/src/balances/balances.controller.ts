import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiQuery } from '@nestjs/swagger';
import {
  balances,
  CLERK_COLUMNS,
  type Balances,
  type BalanceRow,
  type GroupBy,
  type LedgerView,
} from '#read-models';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { LongList } from '../answers/long-answers.js';
import { DescribedRead } from '../openapi/described.js';
import { present } from '../present.js';
import { amountCells } from '../reads/amount-cells.js';
import { rowsOf, sendCsv, wantsCsv, withoutZeros, type CsvTable } from '../reads/csv.js';
import { LedgerReader, type Reading } from '../reads/read-ledger.js';
import { scopedUnit } from '../reads/scoped-unit.js';
import { indicatorsOf, showVector, stated, unitNamed } from '../reads/shown.js';
import { COLUMN_TITLES, MEASURE_HEADS } from '../reads/titles.js';
import { TOTAL, Totals } from '../reads/totals.js';
import type { QueryReader } from '../validation/query.js';

const GROUPS: readonly GroupBy[] = ['unit', 'lot', 'planYear', 'planKind'];

const asked = (query: QueryReader) => ({
  unit: query.text('unit'),
  subtree: query.flag('subtree'),
  indicator: query.text('indicator'),
  planYear: query.whole('planYear', { max: 9_999 }),
  planKind: query.text('planKind'),
  lot: query.text('lot'),
  groupBy: query.someOf('groupBy', GROUPS),
  empty: query.flag('empty'),
  zeroColumns: query.flag('zeroColumns'),
});

type Asked = ReturnType<typeof asked>;

const read = async (reading: Reading, { unit, subtree, zeroColumns, ...filters }: Asked) => {
  const { pool, view } = reading;
  const within = scopedUnit(reading, { unit, subtree });
  const found = await balances(pool, view, { ...present(filters), ...within });
  return { view, found, zeroColumns: zeroColumns === true };
};

/** The clerk's table (指标台账): what came in, what went out, what became of the rest. */
@Controller('v1/ledgers/:ledger/balances')
export class BalancesController {
  constructor(private readonly reader: LedgerReader) {}

  @Get()
  @Asks('read')
  @Offers('application/json', 'text/csv')
  @DescribedRead("The clerk's table", 'balances')
  @ApiProduces('application/json', 'text/csv')
  @ApiQuery({ name: 'unit', required: false, description: 'all that one may see when absent' })
  @ApiQuery({ name: 'subtree', required: false, type: Boolean })
  @ApiQuery({ name: 'indicator', required: false })
  @ApiQuery({ name: 'planYear', required: false, type: Number })
  @ApiQuery({ name: 'planKind', required: false })
  @ApiQuery({ name: 'lot', required: false })
  @ApiQuery({ name: 'groupBy', required: false, enum: GROUPS, isArray: true })
  @ApiQuery({
    name: 'empty',
    required: false,
    type: Boolean,
    description: 'with a row of zeros for each unit that holds quota and has no entries',
  })
  @ApiQuery({
    name: 'zeroColumns',
    required: false,
    type: Boolean,
    description: 'with the columns of a table that are zero in every row',
  })
  async list(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { view, found, zeroColumns } = await this.reader.ask(request, asked, read);
    if (wantsCsv(request)) await sendCsv(reply, await table(view, found, zeroColumns));
    else reply.send(shown(view, found));
  }
}

const shown = (view: LedgerView, { at, rows }: Balances) => {
  const indicator = indicatorsOf(view);
  return {
    ...stated(at),
    rows: new LongList(rows, ({ columns, unit, ...row }) => ({
      ...(unit === undefined ? {} : unitNamed(view, unit)),
      ...row,
      ...Object.fromEntries(
        CLERK_COLUMNS.map((name) => [name, showVector(indicator(row.indicator), columns[name])]),
      ),
    })),
  };
};

const ROW_HEADS = ['单元代码', '单元名称', '指标', '计划年度', '计划类型', '指标批', '分项'];

const table = async (
  view: LedgerView,
  { at, rows }: Balances,
  zeroColumns: boolean,
): Promise<CsvTable> => {
  const indicator = indicatorsOf(view);
  const totals = new Totals();
  const whole: CsvTable = {
    name: `balances-${at.ledger}-${at.asOf}`,
    heads: [
      ...ROW_HEADS,
      ...CLERK_COLUMNS.flatMap((name) =>
        MEASURE_HEADS.map((measure) => `${COLUMN_TITLES[name]}(${measure})`),
      ),
    ],
    rows: rowsOf(
      rows,
      (row) => {
        const { title, components } = indicator(row.indicator);
        return components.map((component, i) => {
          const amounts = CLERK_COLUMNS.map((name) => row.columns[name][i] ?? 0n);
          totals.add([TOTAL, '', title, '', '', '', component.title], component, amounts);
          return [
            ...rowHead(view, row, title),
            component.title,
            ...CLERK_COLUMNS.flatMap((name) => [...amountCells(component, row.columns[name], i)]),
          ];
        });
      },
      () => totals.rows(),
    ),
  };
  return zeroColumns ? whole : withoutZeros(whole, ROW_HEADS.length);
};

const rowHead = (
  view: LedgerView,
  { unit, planYear, planKind, lot }: BalanceRow,
  indicatorTitle: string,
): readonly string[] => {
  const { unitCode = '', unitName = '' } = unit === undefined ? {} : unitNamed(view, unit);
  return [unitCode, unitName, indicatorTitle, String(planYear ?? ''), planKind ?? '', lot ?? ''];
};
