import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiQuery } from '@nestjs/swagger';
import { reservations, type LedgerView, type ReservationsPage } from '#read-models';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../api-dependencies.js';
import { LongList } from '../answers/long-answers.js';
import { reservationFor } from '../disclosure/rows.js';
import { DescribedRead } from '../openapi/described.js';
import { present } from '../present.js';
import { amountCells } from '../reads/amount-cells.js';
import { rowsOf, sendPages, wantsCsv, type CsvTable, type PageOf } from '../reads/csv.js';
import { LedgerReader, type Reading } from '../reads/read-ledger.js';
import { scopedUnit } from '../reads/scoped-unit.js';
import { indicatorsOf, showVector, stated, unitNamed } from '../reads/shown.js';
import { MEASURE_HEADS } from '../reads/titles.js';
import { TOTAL, Totals } from '../reads/totals.js';
import type { QueryReader } from '../validation/query.js';

const asked = (pageMax: number) => (query: QueryReader) => ({
  unit: query.text('unit'),
  subtree: query.flag('subtree'),
  project: query.text('project'),
  lot: query.text('lot'),
  reservation: query.text('reservation'),
  open: query.flag('open'),
  limit: query.whole('limit', { min: 1, max: pageMax }),
  cursor: query.text('cursor'),
});

type Asked = ReturnType<ReturnType<typeof asked>>;

const read = async (reading: Reading, { unit, subtree, ...filters }: Asked) => {
  const { pool, view } = reading;
  const within = scopedUnit(reading, { unit, subtree });
  const page = await reservations(pool, view, { ...present(filters), ...within });
  const rows = page.rows.map((row) => reservationFor(row, reading.scope));
  return { view, page: { ...page, rows } };
};

/** 预占, open and closed. */
@Controller('v1/ledgers/:ledger/reservations')
export class ReservationsController {
  constructor(
    private readonly reader: LedgerReader,
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
  ) {}

  @Get()
  @Asks('read')
  @Offers('application/json', 'text/csv')
  @DescribedRead('Reservations with what is left of them', 'reservations')
  @ApiProduces('application/json', 'text/csv')
  @ApiQuery({ name: 'unit', required: false })
  @ApiQuery({ name: 'subtree', required: false, type: Boolean })
  @ApiQuery({ name: 'project', required: false })
  @ApiQuery({ name: 'lot', required: false })
  @ApiQuery({ name: 'reservation', required: false })
  @ApiQuery({ name: 'open', required: false, type: Boolean })
  @ApiQuery({ name: 'limit', required: false, type: Number })
  @ApiQuery({ name: 'cursor', required: false })
  async list(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { pageMax } = apiLimits(this.door);
    const turn = (one: ApiRequest) => this.reader.ask(one, asked(pageMax), read);
    if (wantsCsv(request)) {
      const totals = new Totals();
      const pageOf: PageOf = (one) => turn(one).then(({ view, page }) => table(view, page, totals));
      await sendPages(request, reply, pageMax, pageOf, () => totals.rows());
      return;
    }
    const { view, page } = await turn(request);
    reply.send(shown(view, page));
  }
}

const shown = (view: LedgerView, { at, rows, cursor }: ReservationsPage) => {
  const indicator = indicatorsOf(view);
  return {
    ...stated(at),
    rows: new LongList(rows, ({ unit, openedAt, draws, history, ...row }) => ({
      ...unitNamed(view, unit),
      ...row,
      openedAt: String(openedAt),
      draws: draws.map((draw) => ({
        ...draw,
        reserved: showVector(indicator(draw.indicator), draw.reserved),
        left: showVector(indicator(draw.indicator), draw.left),
      })),
      history: history.map(({ revision, ...change }) => ({
        ...change,
        revision: String(revision),
      })),
    })),
    ...(cursor === undefined ? {} : { cursor }),
  };
};

const HEADS = [
  '预占编号',
  '单元代码',
  '单元名称',
  '项目',
  '批次',
  '预占日期',
  '截止日期',
  '状态',
  '指标批',
  '分项',
];

const table = (
  view: LedgerView,
  { at, rows, cursor }: ReservationsPage,
  totals: Totals,
): CsvTable => {
  const indicatorOf = indicatorsOf(view);
  return {
    name: `reservations-${at.ledger}-${at.asOf}`,
    cursor,
    heads: [
      ...HEADS,
      ...['预占', '余'].flatMap((what) => MEASURE_HEADS.map((measure) => `${what}(${measure})`)),
    ],
    rows: rowsOf(
      rows,
      ({ reservation, unit, project, batch, reservedOn, expiresOn, open, draws }) => {
        const { unitCode = '', unitName = '' } = unitNamed(view, unit);
        const head = [reservation, unitCode, unitName, project ?? '', batch ?? '', reservedOn];
        return draws.flatMap(({ lot, indicator, reserved, left }) => {
          const { title, components } = indicatorOf(indicator);
          return components.map((component, i) => {
            const total = HEADS.map((one) => {
              if (one === HEADS[0]) return TOTAL;
              if (one === '指标批') return title;
              return one === '分项' ? component.title : '';
            });
            totals.add(total, component, [reserved[i] ?? 0n, left[i] ?? 0n]);
            return [
              ...head,
              expiresOn,
              open ? '未了结' : '已了结',
              lot,
              component.title,
              ...amountCells(component, reserved, i),
              ...amountCells(component, left, i),
            ];
          });
        });
      },
    ),
  };
};
