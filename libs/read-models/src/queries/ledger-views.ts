import { endOfDay, parseDay } from '#domain';
import type { Pool } from 'pg';
import { CONTROL, LIVE, PROJECTION_VERSION } from '../schema/names.js';
import { loadCatalog, type Catalog } from './catalog.js';
import {
  NothingRecordedYet,
  ReadModelAhead,
  ReadModelNotReady,
  RevisionNotYet,
  UnknownLedger,
} from './errors.js';
import { RowReader, select } from './sql.js';
import { LedgerView } from './view.js';

/** The last entry in the tables. */
export interface Head {
  readonly ledger: string;
  readonly revision: bigint;
  readonly recordedAt: string;
}

export interface Clocks {
  /** YYYY-MM-DD. */
  readonly asOf: string;
  /** An ISO 8601 instant with offset, or a date, which means its end in Asia/Shanghai. */
  readonly knownAt?: string;
  readonly atRevision?: bigint;
}

interface LedgerRow extends Head {
  readonly no: number;
  readonly catalogRevision: bigint;
  /** The entry at that revision by what it is: after the log went back another one may stand there. */
  readonly catalogEntry: string;
  /** When the revision asked for was recorded. */
  readonly askedAt: string | undefined;
}

/** Opens views on the live tables and keeps the catalogs of the ledgers in memory. */
export class LedgerViews {
  private readonly catalogs = new Map<
    string,
    { readonly entry: string; readonly catalog: Catalog }
  >();

  constructor(private readonly pool: Pool) {}

  /** @throws {UnknownLedger} @throws {ReadModelNotReady} @throws {ReadModelAhead} */
  async head(ledger: string): Promise<Head> {
    const { revision, recordedAt } = await this.ledgerRow(ledger);
    return { ledger, revision, recordedAt };
  }

  /**
   * The last revision recorded by an instant.
   * @throws {NothingRecordedYet}
   */
  async revisionAt(ledger: string, knownAt: string): Promise<Head> {
    const { no } = await this.ledgerRow(ledger);
    return this.recordedBy(ledger, no, knownAt);
  }

  /**
   * @throws {UnknownLedger} @throws {RevisionNotYet} @throws {NothingRecordedYet}
   * @throws {RangeError} `asOf` is no date, `knownAt` no instant, or both of the recorded clock are given
   */
  async open(ledger: string, { asOf, knownAt, atRevision }: Clocks): Promise<LedgerView> {
    if (knownAt !== undefined && atRevision !== undefined) {
      throw new RangeError('knownAt and atRevision exclude each other');
    }
    const row = await this.ledgerRow(ledger, atRevision);
    const { revision, recordedAt } =
      atRevision !== undefined
        ? recordedAs(row, atRevision)
        : knownAt !== undefined
          ? await this.recordedBy(ledger, row.no, knownAt)
          : row;
    const catalog = await this.catalog(row);
    return new LedgerView({ ledger, asOf, revision, recordedAt }, row.no, catalog);
  }

  /** With the time of a revision, because every question that names one asks for it. */
  private async ledgerRow(ledger: string, asked?: bigint): Promise<LedgerRow> {
    const [row] = await select(
      this.pool,
      'ledger_head',
      `select l.ledger_no, l.revision, l.recorded_at, l.catalog_revision,
          (select concat_ws(' ', c.ledger_no, c.revision, c.event_id, c.recorded_at) from ${LIVE}.entries c
            where c.ledger_no = l.ledger_no and c.revision = l.catalog_revision),
          (select e.recorded_at from ${LIVE}.entries e
            where e.ledger_no = l.ledger_no and e.revision = $2)
        from ${LIVE}.ledgers l
        where l.ledger = $1 and exists (select from ${CONTROL}.table_sets
          where schema_name = '${LIVE}' and projection_version = ${PROJECTION_VERSION}
            and went_back is null)`,
      [ledger, asked],
    );
    if (row === undefined) {
      await this.assertReady();
      throw new UnknownLedger(ledger);
    }
    const r = new RowReader(row);
    return {
      ledger,
      no: r.int(),
      revision: r.big(),
      recordedAt: r.instant(),
      catalogRevision: r.big(),
      catalogEntry: r.text(),
      askedAt: r.optionalInstant(),
    };
  }

  private async assertReady(): Promise<void> {
    const [row] = await select(
      this.pool,
      'table_set_version',
      `select projection_version, went_back from ${CONTROL}.table_sets where schema_name = '${LIVE}'`,
      [],
    );
    if (row?.[0] !== String(PROJECTION_VERSION)) {
      throw new ReadModelNotReady('the tables are of another version and are being rebuilt');
    }
    const [, wentBack] = row;
    if (wentBack) throw new ReadModelAhead(wentBack);
  }

  private async recordedBy(ledger: string, no: number, knownAt: string): Promise<Head> {
    const day = parseDay(knownAt);
    const instant = day === undefined ? knownAt : endOfDay(day);
    if (Number.isNaN(Date.parse(instant))) throw new RangeError(`no instant: ${knownAt}`);
    const [row] = await select(
      this.pool,
      'recorded_by',
      `select revision, recorded_at from ${LIVE}.entries where ledger_no = $1 and recorded_at <= $2
        order by recorded_at desc, revision desc limit 1`,
      [no, instant],
    );
    if (row === undefined) throw new NothingRecordedYet(ledger, knownAt);
    const r = new RowReader(row);
    return { ledger, revision: r.big(), recordedAt: r.instant() };
  }

  private async catalog(row: LedgerRow): Promise<Catalog> {
    const { ledger, no, catalogRevision, catalogEntry: entry } = row;
    const kept = this.catalogs.get(ledger);
    if (kept?.entry === entry) return kept.catalog;
    const catalog = await loadCatalog(this.pool, no, catalogRevision);
    this.catalogs.set(ledger, { entry, catalog });
    return catalog;
  }
}

const recordedAs = ({ ledger, revision, askedAt }: LedgerRow, asked: bigint): Head => {
  if (askedAt === undefined) throw new RevisionNotYet(ledger, asked, revision);
  return { ledger, revision: asked, recordedAt: askedAt };
};
