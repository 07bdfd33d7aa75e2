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
import { DescribedRead } from '../openapi/described.js';
import { present } from '../present.js';
import { amountCells } from '../reads/amount-cells.js';
import { sendCsv, wantsCsv, type CsvTable } from '../reads/csv.js';
import { LedgerReader, type Reading } from '../reads/read-ledger.js';
import { scopedUnit } from '../reads/scoped-unit.js';
import { indicatorsOf, showVector, stated, unitNamed } from '../reads/shown.js';
import { COLUMN_TITLES, MEASURE_HEADS } from '../reads/titles.js';
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
});

const read = async (reading: Reading, { unit, subtree, ...filters }: ReturnType<typeof asked>) => {
  const { pool, view } = reading;
  const within = scopedUnit(reading, { unit, subtree });
  return { view, found: await balances(pool, view, { ...present(filters), ...within }) };
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
  async list(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { view, found } = await this.reader.ask(request, asked, read);
    if (wantsCsv(request)) sendCsv(reply, table(view, found));
    else reply.send(shown(view, found));
  }
}

const shown = (view: LedgerView, { at, rows }: Balances) => {
  const indicator = indicatorsOf(view);
  return {
    ...stated(at),
    rows: rows.map(({ columns, unit, ...row }) => ({
      ...(unit === undefined ? {} : unitNamed(view, unit)),
      ...row,
      ...Object.fromEntries(
        CLERK_COLUMNS.map((name) => [name, showVector(indicator(row.indicator), columns[name])]),
      ),
    })),
  };
};

const table = (view: LedgerView, { at, rows }: Balances): CsvTable => {
  const indicator = indicatorsOf(view);
  return {
    name: `balances-${at.ledger}-${at.asOf}`,
    heads: [
      ...['单元代码', '单元名称', '指标', '计划年度', '计划类型', '指标批', '分项'],
      ...CLERK_COLUMNS.flatMap((name) =>
        MEASURE_HEADS.map((measure) => `${COLUMN_TITLES[name]}(${measure})`),
      ),
    ],
    rows: rows.flatMap((row) => {
      const { title, components } = indicator(row.indicator);
      return components.map((component, i) => [
        ...rowHead(view, row, title),
        component.title,
        ...CLERK_COLUMNS.flatMap((name) => [...amountCells(component, row.columns[name], i)]),
      ]);
    }),
  };
};

const rowHead = (
  view: LedgerView,
  { unit, planYear, planKind, lot }: BalanceRow,
  indicatorTitle: string,
): readonly string[] => {
  const { unitCode = '', unitName = '' } = unit === undefined ? {} : unitNamed(view, unit);
  return [unitCode, unitName, indicatorTitle, String(planYear ?? ''), planKind ?? '', lot ?? ''];
};
