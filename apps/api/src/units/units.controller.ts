import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiParam, ApiProduces, ApiQuery } from '@nestjs/swagger';
import { unitHistory, unitsInForce, type LedgerView, type UnitShown } from '#read-models';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { DescribedRead } from '../openapi/described.js';
import { sendCsv, wantsCsv, type CsvTable } from '../reads/csv.js';
import { LedgerReader } from '../reads/read-ledger.js';
import { stated } from '../reads/shown.js';

/** 区划单元. Which units there are is no secret to anybody who reads the ledger. */
@Controller('v1/ledgers/:ledger/units')
export class UnitsController {
  constructor(private readonly reader: LedgerReader) {}

  @Get()
  @Asks('read')
  @Offers('application/json', 'text/csv')
  @DescribedRead('The units in force on a day', 'units')
  @ApiProduces('application/json', 'text/csv')
  @ApiQuery({ name: 'on', required: false, description: '`asOf` when absent' })
  @ApiQuery({
    name: 'tree',
    required: false,
    type: Boolean,
    description: 'each unit with those below it as `children`',
  })
  async list(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { day, units, tree } = await this.reader.ask(
      request,
      (query) => ({ on: query.asOfToo('on', query.date('on')), tree: query.flag('tree') === true }),
      ({ view }, { on, tree }) => {
        const day = on === undefined ? view : view.on(on);
        return { day, units: unitsInForce(day), tree };
      },
    );
    if (wantsCsv(request)) await sendCsv(reply, table(day, units));
    else reply.send({ ...stated(day.at), units: tree ? treeOf(units) : units });
  }

  @Get(':unit')
  @Asks('read')
  @ApiParam({ name: 'unit' })
  @DescribedRead('Every version of a unit, its predecessors and successors', 'units/:unit')
  one(@Req() request: ApiRequest) {
    return this.reader.ask(
      request,
      () => undefined,
      ({ view }) => {
        const unitId = view.resolveUnit(request.params['unit'] ?? '');
        return { ...stated(view.at), ...unitHistory(view, unitId) };
      },
    );
  }
}

type UnitOfTree = UnitShown & { readonly children: readonly UnitOfTree[] };

/** A unit whose parent is not in force on the day stands at the top. */
const treeOf = (units: readonly UnitShown[]): UnitOfTree[] => {
  const ids = new Set(units.map(({ unitId }) => unitId));
  const below = new Map<string, UnitShown[]>();
  for (const unit of units) {
    const above = unit.parent !== undefined && ids.has(unit.parent) ? unit.parent : '';
    below.set(above, [...(below.get(above) ?? []), unit]);
  }
  const of = (parent: string): UnitOfTree[] =>
    (below.get(parent) ?? []).map((unit) => ({ ...unit, children: of(unit.unitId) }));
  return of('');
};

const LEVEL_TITLES: Readonly<Record<UnitShown['level'], string>> = {
  province: '省级',
  city: '设区市',
  county: '县市区',
  zone: '功能区',
};

const table = ({ at }: LedgerView, units: readonly UnitShown[]): CsvTable => {
  const byId = new Map(units.map((unit) => [unit.unitId, unit]));
  return {
    name: `units-${at.ledger}-${at.asOf}`,
    heads: ['单元编号', '代码', '名称', '级别', '上级代码', '上级名称', '生效日期', '持有指标'],
    rows: units.map(({ unitId, code, localCode, name, level, parent, from, holdsQuota }) => {
      const above = parent === undefined ? undefined : byId.get(parent);
      return [
        ...[unitId, code ?? localCode ?? '', name, LEVEL_TITLES[level]],
        ...[
          above?.code ?? above?.localCode ?? '',
          above?.name ?? '',
          from,
          holdsQuota ? '是' : '否',
        ],
      ];
    }),
  };
};
