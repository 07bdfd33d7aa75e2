import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiParam, ApiProduces, ApiQuery } from '@nestjs/swagger';
import type { Indicator } from '#domain';
import {
  INFLOWS,
  OUTFLOWS,
  statement,
  type HeldVectors,
  type LedgerView,
  type Statement,
  type StatementLine,
} from '#read-models';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { LongList } from '../answers/long-answers.js';
import { DescribedRead } from '../openapi/described.js';
import { present } from '../present.js';
import { amountCells } from '../reads/amount-cells.js';
import { rowsOf, sendCsv, wantsCsv, withoutZeros, type CsvTable } from '../reads/csv.js';
import { LedgerReader } from '../reads/read-ledger.js';
import { indicatorsOf, showVector, stated, unitNamed } from '../reads/shown.js';
import { BUCKET_TITLES, COLUMN_TITLES, MEASURE_HEADS } from '../reads/titles.js';
import type { QueryReader } from '../validation/query.js';

const asked = (query: QueryReader) => {
  const { from, to } = query.days();
  query.asOfToo('to', to);
  const planYear = query.whole('planYear', { max: 9_999 });
  return { from, to, indicator: query.text('indicator'), planYear };
};

/** Opening, what moved, closing: the sheet a county signs. */
@Controller('v1/ledgers/:ledger/statements')
export class StatementsController {
  constructor(private readonly reader: LedgerReader) {}

  @Get(':unit')
  @Asks('read')
  @Offers('application/json', 'text/csv')
  @DescribedRead('Opening, movements and closing of a unit, checked', 'statements/:unit')
  @ApiParam({ name: 'unit', description: 'unitId, or the code it carried on `to`' })
  @ApiProduces('application/json', 'text/csv')
  @ApiQuery({
    name: 'from',
    required: false,
    description: '1 January of the year of `to` when absent',
  })
  @ApiQuery({ name: 'to', required: false, description: '`asOf` when absent' })
  @ApiQuery({ name: 'indicator', required: false })
  @ApiQuery({ name: 'planYear', required: false, type: Number })
  async one(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { view, found } = await this.reader.ask(
      request,
      asked,
      async (
        { pool, view, scope },
        { to = view.at.asOf, from = `${to.slice(0, 4)}-01-01`, ...filters },
      ) => {
        const unit = view.on(to).resolveUnit(request.params['unit'] ?? '');
        scope.check(unit);
        const period = { unit, from: from > to ? to : from, to };
        return { view, found: await statement(pool, view, { ...period, ...present(filters) }) };
      },
    );
    if (wantsCsv(request))
      await sendCsv(reply, await withoutZeros(table(view, found), STATEMENT_HEADS.length));
    else reply.send(shown(view, found));
  }
}

const shown = (view: LedgerView, { at, from, to, unit, lots, totals }: Statement) => {
  const indicatorOf = indicatorsOf(view);
  const vectors = (indicator: Indicator, held: ReadonlyMap<string, readonly bigint[]>) =>
    Object.fromEntries([...held].map(([name, vector]) => [name, showVector(indicator, vector)]));
  const line = ({ opening, movements, closing, ...head }: StatementLine) => {
    const indicator = indicatorOf(head.indicator);
    return {
      ...head,
      opening: vectors(indicator, opening),
      movements: vectors(indicator, movements),
      closing: vectors(indicator, closing),
    };
  };
  return {
    ...stated(at),
    from,
    to,
    ...(unit === undefined ? {} : unitNamed(view.on(to), unit.unitId)),
    lots: new LongList(lots, line),
    totals: new LongList(totals, line),
  };
};

const STATEMENT_HEADS = ['指标', '指标批', '计划年度', '计划类型', '栏目', '分项'];

const table = (view: LedgerView, { at, from, to, lots, totals }: Statement): CsvTable => {
  const indicatorOf = indicatorsOf(view);
  return {
    name: `statement-${at.ledger}-${from}-${to}`,
    heads: [...STATEMENT_HEADS, ...MEASURE_HEADS.map((measure) => `数量(${measure})`)],
    rows: rowsOf([...lots, ...totals], (line) => {
      const indicator = indicatorOf(line.indicator);
      const { lot = '合计', planYear = '', planKind = '' } = line;
      const head = [indicator.title, lot, String(planYear), planKind];
      return linesOf(line).flatMap(([title, vector]) =>
        indicator.components.map((component, i) => [
          ...head,
          title,
          component.title,
          ...amountCells(component, vector, i),
        ]),
      );
    }),
  };
};

/** The parts of a line in the order they are read: before, in, out, after. */
const linesOf = ({ opening, movements, closing }: StatementLine) => {
  const held = (when: string, vectors: HeldVectors) =>
    [...vectors].map(([bucket, vector]) => [`${when}${BUCKET_TITLES[bucket]}`, vector] as const);
  const moved = [...INFLOWS, ...OUTFLOWS].flatMap((name) => {
    const vector = movements.get(name);
    return vector === undefined ? [] : [[COLUMN_TITLES[name], vector] as const];
  });
  return [...held('期初', opening), ...moved, ...held('期末', closing)];
};
