import type { LedgerEvent } from '#domain';
import { amountsOf, isNothing, negated, NOTHING, positive, type Amounts } from './amounts.js';
import { Curve } from './curve.js';
import { ReservationBook } from './reservation-book.js';
import { UnitBook } from './unit-book.js';
import { FreezeBook } from './freeze-book.js';

type LotOpened = LedgerEvent['data']['lots'][number];
export interface LotPage extends LotOpened {
  readonly openedOn: string;
  readonly openedBy: string;
  readonly number: number;
}
type EventOf<Type extends LedgerEvent['type']> = Extract<LedgerEvent, { type: Type }>;

/**
 * A ledger kept by hand beside the real one, from the entries alone: accounts, lots, units, reservations and freezes.
 * It shares nothing with the rules it is compared with.
 */
export class Book {
  readonly events: LedgerEvent[] = [];
  readonly lots = new Map<string, LotPage>();
  readonly units = new UnitBook();
  readonly reservations = new ReservationBook();
  readonly freezes = new FreezeBook();
  /** Reversals by the entry they undid. */
  readonly undone = new Map<string, EventOf<'EntryReversed'>>();
  readonly curves = new Map<string, Curve>();
  today = '';
  opensOn = '';
  closedThrough = '';

  write(event: LedgerEvent): void {
    const { type, data } = event;
    this.events.push(event);
    if (type === 'LedgerOpened') this.today = this.opensOn = data.opensOn;
    // Before the units and the day are others.
    this.freezes.write(event, this.units, this.today);
    if (type === 'DayAdvanced') this.today = data.date;
    if (type === 'BooksClosed') this.closedThrough = data.through;
    if (type === 'EntryReversed') this.undone.set(data.entry, event);
    for (const lot of data.lots) {
      this.lots.set(lot.lot, {
        ...lot,
        openedOn: data.effectiveOn,
        openedBy: data.entryId,
        number: this.lots.size,
      });
    }
    for (const { from, to, quantity, effectiveOn = data.effectiveOn } of data.postings) {
      const amounts = amountsOf(quantity);
      this.curve(from).add(effectiveOn, negated(amounts));
      this.curve(to).add(effectiveOn, amounts);
    }
    this.units.write(event);
    this.reservations.write(event, this.lots);
  }

  curve(path: string): Curve {
    const known = this.curves.get(path);
    if (known !== undefined) return known;
    const curve = new Curve();
    this.curves.set(path, curve);
    return curve;
  }

  /** What may be taken from an account on a day without making any later day negative. */
  takable(path: string, on: string): Amounts {
    return positive(this.curves.get(path)?.leastFrom(on) ?? NOTHING);
  }

  /** What is owed in an account on a day and every later one, as a positive amount. */
  owed(path: string, on: string): Amounts {
    const curve = this.curves.get(path);
    if (curve === undefined) return NOTHING;
    const most = curve
      .balances()
      .filter(({ day }) => day > on)
      .reduce((high, { balance }) => greatest(high, balance), curve.on(on));
    return positive(negated(most));
  }

  /** Accounts of a bucket from which something may be taken on a day, of units that are there. */
  holding(bucket: string, on: string): string[] {
    return [...this.curves.keys()].filter((path) => {
      const [unit = '', , last] = path.split('/');
      if (last !== bucket || this.units.endedOn(unit) !== undefined) return false;
      return !isNothing(this.takable(path, on));
    });
  }

  ofType<Type extends LedgerEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  isUndone(entry: string): boolean {
    return this.undone.has(entry);
  }

  lotsAbove(lot: string): LotPage[] {
    const above: LotPage[] = [];
    let next = this.lots.get(this.lots.get(lot)?.parent ?? '');
    while (next !== undefined) {
      above.push(next);
      next = this.lots.get(next.parent ?? '');
    }
    return above;
  }

  /** The first day on which nothing is closed. */
  isOpen(day: string): boolean {
    return day > this.closedThrough && day >= this.opensOn && day <= this.today;
  }
}

const greatest = (a: Amounts, b: Amounts): Amounts => [
  a[0] > b[0] ? a[0] : b[0],
  a[1] > b[1] ? a[1] : b[1],
  a[2] > b[2] ? a[2] : b[2],
];
