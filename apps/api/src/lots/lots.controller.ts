import { Controller, Get, Req } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { lineage, lotDetail, type LedgerView } from '#read-models';
import type { ApiRequest } from '../access/api-request.js';
import { Asks } from '../access/asks.js';
import { LongList } from '../answers/long-answers.js';
import { ancestorFor, type SeenLot } from '../disclosure/rows.js';
import { unseen } from '../disclosure/unseen.js';
import { DescribedRead } from '../openapi/described.js';
import { LedgerReader } from '../reads/read-ledger.js';
import { indicatorsOf, showVector, stated, unitNamed } from '../reads/shown.js';

const nothingMore = () => ({});

/** 指标批: what is held, where it comes from and what became of it. */
@Controller('v1/ledgers/:ledger/lots/:lot')
export class LotsController {
  constructor(private readonly reader: LedgerReader) {}

  @Get()
  @Asks('read')
  @ApiParam({ name: 'lot' })
  @DescribedRead('A lot, its accounts and its freezes', 'lots/:lot')
  one(@Req() request: ApiRequest) {
    return this.reader.ask(request, nothingMore, async ({ pool, view, scope }) => {
      const id = request.params['lot'] ?? '';
      const { at, holdings, freezes, ...lot } = await lotDetail(pool, view, id);
      const seesLot = scope.sees(lot.unit);
      // What nobody holds of it (lapsed, deducted) is the business of whom it was opened for.
      const seen = holdings.filter(({ unit }) => (unit === undefined ? seesLot : scope.sees(unit)));
      if (!seesLot && seen.length === 0) throw unseen('lot', id);
      const indicator = indicatorsOf(view)(lot.indicator);
      return {
        ...stated(at),
        ...lotWords(view, lot),
        holdings: seen.map(({ unit, bucket, amount }) => ({
          ...(unit === undefined ? {} : unitNamed(view, unit)),
          bucket,
          amount: showVector(indicator, amount),
        })),
        freezes: freezes.map(({ revision, units, ...freeze }) => ({
          ...freeze,
          // Whom it names, and of those whom it has come to who is the reader's.
          units: units.filter((unit, i) => i === 0 || scope.sees(unit)),
          revision: String(revision),
        })),
      };
    });
  }

  /** Up to the document of the state it comes from, which every holder may know; down as far as the reader sees. */
  @Get('lineage')
  @Asks('read')
  @ApiParam({ name: 'lot' })
  @DescribedRead('Where a lot comes from and what was taken from it', 'lots/:lot/lineage')
  lineage(@Req() request: ApiRequest) {
    return this.reader.ask(request, nothingMore, async ({ pool, view, scope }) => {
      const id = request.params['lot'] ?? '';
      const { at, ancestors, descendants, truncated } = await lineage(pool, view, id);
      const holder = ancestors[0]?.unit ?? '';
      const seen = descendants.filter(({ unit }) => scope.sees(unit));
      if (!scope.sees(holder) && seen.length === 0) throw unseen('lot', id);
      return {
        ...stated(at),
        lot: id,
        ancestors: ancestors.map((lot) => lotWords(view, ancestorFor(lot, scope))),
        descendants: new LongList(seen, ({ depth, ...lot }) => ({
          ...lotWords(view, lot),
          depth,
        })),
        truncated,
      };
    });
  }
}

const lotWords = (view: LedgerView, { unit, openedBy, ...lot }: SeenLot) => ({
  ...lot,
  ...(unit === undefined ? {} : unitNamed(view, unit)),
  openedBy: { ...openedBy, revision: String(openedBy.revision) },
});
