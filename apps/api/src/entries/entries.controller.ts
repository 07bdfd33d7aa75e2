import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiParam, ApiQuery } from '@nestjs/swagger';
import { ledgerModel } from '#ledger-stream';
import {
  entriesOfDocument,
  entryById,
  type Decode,
  type EntryLink,
  type EntryShown,
} from '#read-models';
import type { ApiRequest } from '../access/api-request.js';
import { Asks } from '../access/asks.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../api-dependencies.js';
import { LongList } from '../answers/long-answers.js';
import { showEntry, sightOf } from '../disclosure/entry.js';
import { annotationsFor } from '../disclosure/rows.js';
import { unseen } from '../disclosure/unseen.js';
import { DescribedRead } from '../openapi/described.js';
import { present } from '../present.js';
import { LedgerReader, type Reading } from '../reads/read-ledger.js';
import { stated } from '../reads/shown.js';

const decode: Decode = (recorded) => ledgerModel.decode(recorded);

/** 台账记录: the stored entry beside what was said of it since. */
@Controller('v1/ledgers/:ledger')
export class EntriesController {
  constructor(
    private readonly reader: LedgerReader,
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
  ) {}

  @Get('entries/:entry')
  @Asks('read')
  @ApiParam({ name: 'entry', description: 'entryId' })
  @DescribedRead('An entry with its annotations and what followed from it', 'entries/:entry')
  one(@Req() request: ApiRequest) {
    return this.reader.ask(
      request,
      () => undefined,
      async (reading) => {
        const { pool, view } = reading;
        const id = request.params['entry'] ?? '';
        const entry = await entryById(pool, decode, view, id);
        if (!isSeen(reading)(entry)) throw unseen('entry', id);
        return { ...stated(view.at), entry: shown(reading, entry) };
      },
    );
  }

  @Get('documents/:number')
  @Asks('read')
  @ApiParam({ name: 'number', description: '文号' })
  @DescribedRead('Every entry that rests on a document', 'documents/:number')
  @ApiQuery({ name: 'limit', required: false, type: Number })
  @ApiQuery({ name: 'cursor', required: false })
  document(@Req() request: ApiRequest) {
    const { pageMax: max } = apiLimits(this.door);
    return this.reader.ask(
      request,
      (query) => ({
        limit: query.whole('limit', { min: 1, max }),
        cursor: query.text('cursor'),
      }),
      async (reading, page) => {
        const { pool, view } = reading;
        const number = request.params['number'] ?? '';
        const asked = { ...present(page), isSeen: isSeen(reading) };
        const { rows, cursor } = await entriesOfDocument(pool, decode, view, number, asked);
        return {
          ...stated(view.at),
          document: number,
          rows: new LongList(rows, (entry) => shown(reading, entry)),
          ...(cursor === undefined ? {} : { cursor }),
        };
      },
    );
  }
}

const isSeen =
  ({ scope }: Reading) =>
  ({ event, target }: Pick<EntryShown, 'event' | 'target'>): boolean =>
    sightOf(event, scope, target) !== 'nothing';

const shown = ({ view, scope }: Reading, entry: EntryShown) => {
  const { revision, position, recordedAt, annotations, reversedBy, speaksOf, followedBy } = entry;
  return {
    ...showEntry(entry.event, scope, view.catalog.indicatorsAt(view.at.revision), entry.target),
    revision: String(revision),
    position,
    recordedAt,
    annotations: annotationsFor(annotations, scope, entry.event).map(
      ({ revision: at, ...one }) => ({ ...one, revision: String(at) }),
    ),
    ...(reversedBy === undefined ? {} : { reversedBy: link(reversedBy) }),
    ...(speaksOf === undefined ? {} : { speaksOf: link(speaksOf) }),
    followedBy: followedBy.map(link),
  };
};

const link = ({ revision, ...rest }: EntryLink) => ({ ...rest, revision: String(revision) });
