import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiQuery } from '@nestjs/swagger';
import {
  ENTRY_KINDS,
  journal,
  type JournalPage,
  type JournalRow,
  type LedgerView,
} from '#read-models';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../api-dependencies.js';
import { LongList } from '../answers/long-answers.js';
import { journalRowFor } from '../disclosure/rows.js';
import { DescribedRead } from '../openapi/described.js';
import { present } from '../present.js';
import { amountCells } from '../reads/amount-cells.js';
import { rowsOf, sendPages, wantsCsv, type CsvTable, type PageOf } from '../reads/csv.js';
import { LedgerReader, type Reading } from '../reads/read-ledger.js';
import { scopedUnit } from '../reads/scoped-unit.js';
import { indicatorsOf, showVector, stated, unitNamed } from '../reads/shown.js';
import { BUCKET_TITLES, ENTRY_TITLES, MEASURE_HEADS } from '../reads/titles.js';
import { TOTAL, Totals } from '../reads/totals.js';
import type { QueryReader } from '../validation/query.js';

const days = (query: QueryReader) => {
  const { from, to } = query.days();
  query.withinAsOf('to', to);
  return { from, to };
};

const asked = (pageMax: number) => (query: QueryReader) => ({
  unit: query.text('unit'),
  subtree: query.flag('subtree'),
  lot: query.text('lot'),
  project: query.text('project'),
  document: query.text('document'),
  approval: query.text('approval'),
  entryKind: query.oneOf('entryKind', ENTRY_KINDS),
  actor: query.text('actor'),
  ...days(query),
  limit: query.whole('limit', { min: 1, max: pageMax }),
  cursor: query.text('cursor'),
});

type Asked = ReturnType<ReturnType<typeof asked>>;

const read = async (reading: Reading, { unit, subtree, ...filters }: Asked) => {
  const { pool, view } = reading;
  const within = scopedUnit(reading, { unit, subtree });
  const page = await journal(pool, view, { ...present(filters), ...within });
  const rows = page.rows.map((row) => journalRowFor(row, reading.scope));
  return { view, page: { ...page, rows } };
};

/** Postings (分录) with the balance of their account after each. */
@Controller('v1/ledgers/:ledger/journal')
export class JournalController {
  constructor(
    private readonly reader: LedgerReader,
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
  ) {}

  @Get()
  @Asks('read')
  @Offers('application/json', 'text/csv')
  @DescribedRead('Postings with running balance', 'journal')
  @ApiProduces('application/json', 'text/csv')
  @ApiQuery({ name: 'unit', required: false })
  @ApiQuery({ name: 'subtree', required: false, type: Boolean })
  @ApiQuery({ name: 'lot', required: false })
  @ApiQuery({ name: 'project', required: false })
  @ApiQuery({ name: 'document', required: false, description: '文号' })
  @ApiQuery({ name: 'approval', required: false, description: '批准文号' })
  @ApiQuery({ name: 'entryKind', required: false, enum: ENTRY_KINDS })
  @ApiQuery({ name: 'actor', required: false })
  @ApiQuery({ name: 'from', required: false })
  @ApiQuery({ name: 'to', required: false })
  @ApiQuery({ name: 'limit', required: false, type: Number })
  @ApiQuery({ name: 'cursor', required: false })
  async list(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { pageMax } = apiLimits(this.door);
    const turn = (one: ApiRequest) => this.reader.ask(one, asked(pageMax), read);
    if (wantsCsv(request)) {
      const totals = new Totals();
      const pageOf: PageOf = (one) => turn(one).then(({ view, page }) => table(view, page, totals));
      await sendPages(request, reply, pageMax, pageOf, () => totals.rows().map(filled));
      return;
    }
    const { view, page } = await turn(request);
    reply.send(shown(view, page));
  }
}

const shown = (view: LedgerView, { at, rows, cursor }: JournalPage) => {
  const indicator = indicatorsOf(view);
  return {
    ...stated(at),
    rows: new LongList(rows, ({ unit, amount, balance, revision, ...row }) => ({
      ...unitNamed(view, unit),
      ...row,
      revision: String(revision),
      amount: showVector(indicator(row.indicator), amount),
      balance: showVector(indicator(row.indicator), balance),
    })),
    ...(cursor === undefined ? {} : { cursor }),
  };
};

const HEADS = [
  '登记编号',
  '种类',
  '版次',
  '生效日期',
  '登记时间',
  '经办人',
  '文号',
  '批准文号',
  '项目',
  '单元代码',
  '单元名称',
  '指标批',
  '账户',
  '指标',
  '计划年度',
  '计划类型',
  '方向',
  '对方',
  '分项',
];

/** A total has no balance. */
const filled = (row: readonly string[]): string[] => [...row, ...MEASURE_HEADS.map(() => '')];

const table = (view: LedgerView, { at, rows, cursor }: JournalPage, totals: Totals): CsvTable => {
  const indicator = indicatorsOf(view);
  return {
    name: `journal-${at.ledger}-${at.asOf}`,
    cursor,
    heads: [
      ...HEADS,
      ...['数量', '余额'].flatMap((what) => MEASURE_HEADS.map((measure) => `${what}(${measure})`)),
    ],
    rows: rowsOf(rows, (row) => {
      const { title, components } = indicator(row.indicator);
      return components.flatMap((component, i) => {
        const amount = row.amount[i] ?? 0n;
        // A component that did not move is no line of a table.
        if (amount === 0n) return [];
        totals.add(totalHead(row, title, component.title), component, [amount]);
        return [
          [
            ...rowHead(view, row, title),
            component.title,
            ...amountCells(component, row.amount, i),
            ...amountCells(component, row.balance, i),
          ],
        ];
      });
    }),
  };
};

const rowHead = (view: LedgerView, row: JournalRow, indicatorTitle: string): readonly string[] => {
  const { unitCode = '', unitName = '' } = unitNamed(view, row.unit);
  const { unit: other } = row.counter;
  const otherName = other === undefined ? '' : (unitNamed(view, other).unitName ?? other);
  return [
    row.entry,
    ENTRY_TITLES[row.entryKind],
    String(row.revision),
    row.effectiveOn,
    row.recordedAt,
    row.actor.id,
    row.document ?? '',
    row.approval ?? '',
    row.project ?? '',
    unitCode,
    unitName,
    row.lot,
    BUCKET_TITLES[row.bucket],
    indicatorTitle,
    String(row.planYear),
    row.planKind,
    directionOf(row),
    `${otherName} ${row.counter.lot} ${BUCKET_TITLES[row.counter.bucket]}`.trim(),
  ];
};

const directionOf = ({ direction }: JournalRow): string => (direction === 'in' ? '收' : '付');

const totalHead = (row: JournalRow, indicator: string, component: string): readonly string[] =>
  HEADS.map((head) => {
    if (head === HEADS[0]) return TOTAL;
    if (head === '指标') return indicator;
    if (head === '方向') return directionOf(row);
    return head === '分项' ? component : '';
  });
