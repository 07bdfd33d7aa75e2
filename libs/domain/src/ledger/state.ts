import { firstDayOf, type Day } from '../calendar/index.js';
import type { Indicator, Vector } from '../quantity/index.js';
import { FingerprintIndex, IdGroups, Layer, RevisionLists, Table } from '../table/index.js';
import { UnitRegistry } from '../units/index.js';
import type { AccountPath } from './account.js';
import type { PlanKind } from './events.js';
import type { Lot } from './lot.js';
import type { Policy } from './policy.js';
import { copyTimeline, type Timeline } from './timeline.js';

/** A reservation while something of it is left. */
export interface Reservation {
  readonly id: string;
  unit: string;
  project: string | undefined;
  readonly batch: string | undefined;
  readonly projectClass: string | undefined;
  readonly purpose: string | undefined;
  readonly reservedOn: Day;
  expiresOn: Day;
  /** What is left, by lot. */
  readonly left: Map<string, Vector>;
  /** Live entries that used, released or returned part of it. */
  readonly resolvedBy: number[];
  /** Its expiry was reversed: an approval of before may still be consumed from it, and the day job leaves it open. */
  reopened: boolean;
}

/** A reservation as it was before it expired, for as long as the expiry may be reversed on its own day. */
export interface ExpiredReservation extends Reservation {
  readonly expiredOn: Day;
}

/** What reversals gave back to a reservation that was closed, and that went on to what is available. */
export interface GoneOn {
  readonly parts: { readonly lot: string; readonly day: Day; readonly amount: Vector }[];
}

export interface FreezeInForce {
  readonly id: string;
  /** More than one after a frozen unit was divided. */
  readonly units: string[];
  readonly lot: string | undefined;
  readonly withSubtree: boolean;
  readonly exceptions: readonly string[];
}

/** 暂停登记: who holds the ledger still, since when and why. */
export interface SuspensionInForce {
  readonly entry: string;
  /** Id of who asked for it, and the unit. */
  readonly by: string;
  readonly unit: string;
  readonly since: string;
  readonly reason: string;
}

/** What was voided of a consumption, by lot, and the live entries that did it. */
export interface Voiding {
  readonly voided: Map<string, Vector>;
  readonly voidedBy: number[];
}

/** What was issued to the province for an indicator and a plan year, and how much of it before the plan arrived. */
export interface Issued {
  total: Vector;
  preIssued: Vector;
}

export interface IdList {
  readonly ids: string[];
}

export interface Settled {
  amount: bigint;
  of: bigint | undefined;
}

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
    public head: LedgerHead,
    readonly units: UnitRegistry,
    readonly lots: Table<Lot>,
    readonly accounts: Table<Timeline, AccountPath>,
    /** Lots of which a unit has, or had since the books were closed, something available. Key: unit/indicator. */
    readonly holdings: Table<IdList>,
    readonly reservations: Table<Reservation>,
    readonly expired: Table<ExpiredReservation>,
    readonly goneOn: Table<GoneOn>,
    readonly freezes: Table<FreezeInForce>,
    readonly voidings: Table<Voiding>,
    readonly issued: Table<Issued>,
    /** The lot of over-use by unit/indicator/year, and debt lots by unit/indicator, oldest first. */
    readonly owed: Table<IdList>,
    readonly settled: Table<Settled>,
    /** Live entries that brought an opening balance (期初) forward, by unit/indicator/plan year/plan kind. */
    readonly openings: Table<IdList>,
    /** Units that have posted more than their opening balance, with the revision of the first. */
    readonly active: Table<{ readonly since: number }>,
    /** Reservations by the day they end, for the day job. Key: the day. */
    readonly expiring: IdGroups,
    /** Revision by entryId; the note is the revision + 1 of its reversal, 0 while it lives. */
    readonly entries: FingerprintIndex,
    /** Revision of the live consumption by approval/project/indicator, and by parcel. */
    readonly approvals: FingerprintIndex,
    /**
     * Revision of the entry that closed a reservation, by reservation id; the note is how many live entries have
     * resolved it.
     */
    readonly closedReservations: FingerprintIndex,
    /** Live entries that moved a lot after it was opened. */
    readonly uses: RevisionLists,
  ) {
    super(base);
  }

  static initial(): LedgerState {
    return new LedgerState(
      undefined,
      NOT_OPENED,
      UnitRegistry.root(),
      Table.root(copyLot),
      Table.root(copyTimeline),
      Table.root(copyIds),
      Table.root(copyReservation),
      Table.root(copyExpired),
      Table.root(({ parts }: GoneOn) => ({ parts: parts.slice() })),
      Table.root(copyFreeze),
      Table.root(copyVoiding),
      Table.root(copyIssued),
      Table.root(copyIds),
      Table.root(copySettled),
      Table.root(copyIds),
      Table.root((row: { readonly since: number }) => row),
      IdGroups.root(),
      FingerprintIndex.root(),
      FingerprintIndex.root(),
      FingerprintIndex.root(),
      RevisionLists.root(),
    );
  }

  /** The same ledger with other fingerprints and lists: how a snapshot brings back its binary columns. */
  static restored(columns: {
    readonly entries: FingerprintIndex;
    readonly approvals: FingerprintIndex;
    readonly closedReservations: FingerprintIndex;
    readonly uses: RevisionLists;
  }): LedgerState {
    const empty = LedgerState.initial();
    return new LedgerState(
      undefined,
      empty.head,
      empty.units,
      empty.lots,
      empty.accounts,
      empty.holdings,
      empty.reservations,
      empty.expired,
      empty.goneOn,
      empty.freezes,
      empty.voidings,
      empty.issued,
      empty.owed,
      empty.settled,
      empty.openings,
      empty.active,
      empty.expiring,
      columns.entries,
      columns.approvals,
      columns.closedReservations,
      columns.uses,
    );
  }

  overlay(): LedgerState {
    const over = new LedgerState(
      this,
      this.head,
      this.units.overlay(),
      this.lots.overlay(),
      this.accounts.overlay(),
      this.holdings.overlay(),
      this.reservations.overlay(),
      this.expired.overlay(),
      this.goneOn.overlay(),
      this.freezes.overlay(),
      this.voidings.overlay(),
      this.issued.overlay(),
      this.owed.overlay(),
      this.settled.overlay(),
      this.openings.overlay(),
      this.active.overlay(),
      this.expiring.overlay(),
      this.entries.overlay(),
      this.approvals.overlay(),
      this.closedReservations.overlay(),
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
      this.holdings,
      this.reservations,
      this.expired,
      this.goneOn,
      this.freezes,
      this.voidings,
      this.issued,
      this.owed,
      this.settled,
      this.openings,
      this.active,
      this.expiring,
      this.entries,
      this.approvals,
      this.closedReservations,
      this.uses,
    ];
  }

  indicatorOf(lot: Lot): Indicator {
    const indicator = this.head.indicators.get(lot.indicator);
    if (indicator === undefined) throw new Error(`lot ${lot.id} is of no known indicator`);
    return indicator;
  }

  /** The policy in force on the ledger's day. */
  policy(): Policy | undefined {
    return this.head.policies.findLast(({ from }) => from <= this.head.day);
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

const copyLot = (lot: Lot): Lot => ({ ...lot });
const copyIds = ({ ids }: IdList): IdList => ({ ids: ids.slice() });
const copyReservation = (one: Reservation): Reservation => ({
  ...one,
  left: new Map(one.left),
  resolvedBy: one.resolvedBy.slice(),
});
const copyExpired = (one: ExpiredReservation): ExpiredReservation => ({
  ...copyReservation(one),
  expiredOn: one.expiredOn,
});
const copyFreeze = (freeze: FreezeInForce): FreezeInForce => ({
  ...freeze,
  units: freeze.units.slice(),
});
const copyVoiding = ({ voided, voidedBy }: Voiding): Voiding => ({
  voided: new Map(voided),
  voidedBy: voidedBy.slice(),
});
const copyIssued = (issued: Issued): Issued => ({ ...issued });
const copySettled = (settled: Settled): Settled => ({ ...settled });
