import { Controller, Get, Req } from '@nestjs/common';
import { ApiParam, ApiQuery } from '@nestjs/swagger';
import { unitHistory, unitsInForce } from '#read-models';
import type { ApiRequest } from '../access/api-request.js';
import { Asks } from '../access/asks.js';
import { DescribedRead } from '../openapi/described.js';
import { LedgerReader } from '../reads/read-ledger.js';
import { stated } from '../reads/shown.js';

/** 区划单元. Which units there are is no secret to anybody who reads the ledger. */
@Controller('v1/ledgers/:ledger/units')
export class UnitsController {
  constructor(private readonly reader: LedgerReader) {}

  @Get()
  @Asks('read')
  @DescribedRead('The units in force on a day', 'units')
  @ApiQuery({ name: 'on', required: false, description: '`asOf` when absent' })
  list(@Req() request: ApiRequest) {
    return this.reader.ask(
      request,
      (query) => query.date('on'),
      ({ view }, on) => {
        const day = on === undefined ? view : view.on(on);
        return { ...stated(day.at), units: unitsInForce(day) };
      },
    );
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
