import { firstDayOf, type Day } from '../calendar/index.js';
import type { Indicator } from '../quantity/index.js';
import {
  FingerprintIndex,
  IdGroups,
  Layer,
  RevisionLists,
  Table,
  type Fingerprinting,
} from '../table/index.js';
import { UnitRegistry } from '../units/index.js';
import type { AccountPath } from './account.js';
import type { PlanKind } from './events.js';
import type { Lot } from './lot.js';
import type { Policy } from './policy.js';
import {
  copyExpired,
  copyFreeze,
  copyIds,
  copyIssued,
  copyLot,
  copyReservation,
  copySettled,
  copyVoiding,
  type ExpiredReservation,
  type FreezeInForce,
  type GoneOn,
  type IdList,
  type Issued,
  type Reservation,
  type Settled,
  type SuspensionInForce,
  type Voiding,
} from './state-rows.js';
import { copyTimeline, type Timeline } from './timeline.js';

export type * from './state-rows.js';

/** The parts of a ledger that are single values. Replaced as a whole, so an overlay only holds another one. */
export interface LedgerHead {
  readonly opened: boolean;
  readonly province: string;
  readonly clock: 'wall' | 'driven';
  readonly opensOn: Day;
  /** The ledger's day: the last one that was advanced to. */
  readonly day: Day;
  /** Nothing may be effective on or before it. */
  readonly closedThrough: Day;
  readonly policies: readonly Policy[];
  readonly indicators: ReadonlyMap<string, Indicator>;
  readonly planKinds: ReadonlyMap<string, PlanKind>;
  readonly closedPlanYears: ReadonlySet<number>;
  readonly suspension: SuspensionInForce | undefined;
}

/**
 * The folded state of one ledger: what is open, one compact row per lot, and fingerprints of every entry. Changed in
 * place by the fold; a round works on an overlay that is merged when its events are durable.
 */
export class LedgerState extends Layer<LedgerState> {
  /** Of the last folded event; −1 before the first. */
  revision = -1;
  lastRecordedAt = '';

  private constructor(
    base: LedgerState | undefined,
    /** Made per installation and unknown to callers; a snapshot keeps it beside the columns it made. */
    readonly fingerprinting: Fingerprinting,
    public head: LedgerHead,
    readonly units: UnitRegistry,
    readonly lots: Table<Lot>,
    readonly accounts: Table<Timeline, AccountPath>,
    /** What all accounts that may not be negative hold together, by indicator. */
    readonly totals: Table<Timeline>,
    /** Lots of which a unit has, or had since the books were closed, something available. Key: unit/indicator. */
    readonly holdings: IdGroups,
    readonly reservations: Table<Reservation>,
    readonly expired: Table<ExpiredReservation>,
    readonly goneOn: Table<GoneOn>,
    readonly freezes: Table<FreezeInForce>,
    readonly voidings: Table<Voiding>,
    /** Live voids, by their ids. */
    readonly voids: Table<{ readonly consumption: string }>,
    readonly issued: Table<Issued>,
    /** The lot of over-use by unit/indicator/year, and debt lots by unit/indicator, oldest first. */
    readonly owed: IdGroups,
    readonly settled: Table<Settled>,
    /** Live entries that brought an opening balance (期初) forward, by unit/indicator/plan year/plan kind. */
    readonly openings: Table<IdList>,
    /** Units that have posted more than their opening balance, with the revision of the first. */
    readonly active: Table<{ readonly since: number }>,
    /** Reservations by the day they end, for the day job. Key: the day. */
    readonly expiring: IdGroups,
    /** Lots and open reservations by unit, freezes by unit and by lot. Found again from the other tables. */
    readonly owners: IdGroups,
    /** Revision by entryId; the note is the revision + 1 of its reversal, 0 while it lives. */
    readonly entries: FingerprintIndex,
    /** Revisions of the live uses by folded approval, project and indicator, and by folded parcel: `claims.ts`. */
    readonly approvals: FingerprintIndex,
    /** Entries that resolved reservations of which nothing is left: `closed-reservations.ts`. */
    readonly closedReservations: FingerprintIndex,
    /** Annotations by entry and field, and entries by the numbers they were corrected to: `corrections.ts`. */
    readonly corrections: FingerprintIndex,
    /** Live entries that moved a lot after it was opened. */
    readonly uses: RevisionLists,
  ) {
    super(base);
  }

  static initial(fingerprinting: Fingerprinting): LedgerState {
    return new LedgerState(
      undefined,
      fingerprinting,
      NOT_OPENED,
      UnitRegistry.root(),
      Table.root(copyLot),
      Table.root(copyTimeline),
      Table.root(copyTimeline),
      IdGroups.root(),
      Table.root(copyReservation),
      Table.root(copyExpired),
      Table.root(({ parts }: GoneOn) => ({ parts: parts.slice() })),
      Table.root(copyFreeze),
      Table.root(copyVoiding),
      Table.root((row: { readonly consumption: string }) => row),
      Table.root(copyIssued),
      IdGroups.root(),
      Table.root(copySettled),
      Table.root(copyIds),
      Table.root((row: { readonly since: number }) => row),
      IdGroups.root(),
      IdGroups.root(),
      FingerprintIndex.root(fingerprinting),
      FingerprintIndex.root(fingerprinting),
      FingerprintIndex.root(fingerprinting),
      FingerprintIndex.root(fingerprinting),
      RevisionLists.root(),
    );
  }

  /** The same ledger with other fingerprints and lists: how a snapshot brings back its binary columns. */
  static restored(columns: {
    readonly fingerprinting: Fingerprinting;
    readonly entries: FingerprintIndex;
    readonly approvals: FingerprintIndex;
    readonly closedReservations: FingerprintIndex;
    readonly corrections: FingerprintIndex;
    readonly uses: RevisionLists;
  }): LedgerState {
    const empty = LedgerState.initial(columns.fingerprinting);
    return new LedgerState(
      undefined,
      columns.fingerprinting,
      empty.head,
      empty.units,
      empty.lots,
      empty.accounts,
      empty.totals,
      empty.holdings,
      empty.reservations,
      empty.expired,
      empty.goneOn,
      empty.freezes,
      empty.voidings,
      empty.voids,
      empty.issued,
      empty.owed,
      empty.settled,
      empty.openings,
      empty.active,
      empty.expiring,
      empty.owners,
      columns.entries,
      columns.approvals,
      columns.closedReservations,
      columns.corrections,
      columns.uses,
    );
  }

  overlay(): LedgerState {
    const over = new LedgerState(
      this,
      this.fingerprinting,
      this.head,
      this.units.overlay(),
      this.lots.overlay(),
      this.accounts.overlay(),
      this.totals.overlay(),
      this.holdings.overlay(),
      this.reservations.overlay(),
      this.expired.overlay(),
      this.goneOn.overlay(),
      this.freezes.overlay(),
      this.voidings.overlay(),
      this.voids.overlay(),
      this.issued.overlay(),
      this.owed.overlay(),
      this.settled.overlay(),
      this.openings.overlay(),
      this.active.overlay(),
      this.expiring.overlay(),
      this.owners.overlay(),
      this.entries.overlay(),
      this.approvals.overlay(),
      this.closedReservations.overlay(),
      this.corrections.overlay(),
      this.uses.overlay(),
    );
    over.revision = this.revision;
    over.lastRecordedAt = this.lastRecordedAt;
    return over;
  }

  protected moveInto(base: LedgerState): void {
    base.head = this.head;
    base.revision = this.revision;
    base.lastRecordedAt = this.lastRecordedAt;
    for (const part of this.parts()) part.merge();
  }

  private parts(): readonly { merge(): void }[] {
    return [
      this.units,
      this.lots,
      this.accounts,
      this.totals,
      this.holdings,
      this.reservations,
      this.expired,
      this.goneOn,
      this.freezes,
      this.voidings,
      this.voids,
      this.issued,
      this.owed,
      this.settled,
      this.openings,
      this.active,
      this.expiring,
      this.owners,
      this.entries,
      this.approvals,
      this.closedReservations,
      this.corrections,
      this.uses,
    ];
  }

  indicatorOf(lot: Lot): Indicator {
    const indicator = this.head.indicators.get(lot.indicator);
    if (indicator === undefined) throw new Error(`lot ${lot.id} is of no known indicator`);
    return indicator;
  }

  /** The policy in force on the ledger's day, or on another: the one with the latest `from`, whenever it was adopted. */
  policy(day: Day = this.head.day): Policy | undefined {
    let found: Policy | undefined;
    for (const policy of this.head.policies)
      if (policy.from <= day && (found === undefined || policy.from >= found.from)) found = policy;
    return found;
  }
}

/** Before anything a ledger could know. */
const NEVER = firstDayOf(1900);

const NOT_OPENED: LedgerHead = {
  opened: false,
  province: '',
  clock: 'wall',
  opensOn: NEVER,
  day: NEVER,
  closedThrough: NEVER,
  policies: [],
  indicators: new Map(),
  planKinds: new Map(),
  closedPlanYears: new Set(),
  suspension: undefined,
};
