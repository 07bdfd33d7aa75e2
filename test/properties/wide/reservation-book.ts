import type { LedgerEvent } from '#domain';
import { amountsOf, less, negated, NOTHING, plus, type Amounts } from './amounts.js';
import { Curve } from './curve.js';

export interface Taking {
  readonly entry: string;
  readonly type: LedgerEvent['type'];
  readonly day: string;
  readonly lot: string;
  readonly amount: Amounts;
  /** The day on which a reversal gave it back, and whether that was recorded when nothing else was left. */
  backOn: string | undefined;
  backWhenShut: boolean;
}

export interface Sheet {
  readonly id: string;
  readonly openedBy: string;
  readonly openedOn: string;
  readonly indicator: string;
  unit: string;
  project: string | undefined;
  expiresOn: string;
  /** Whether a person opened it again by reversing its expiry. */
  reopened: boolean;
  readonly opened: Map<string, Amounts>;
  readonly taken: Taking[];
  undoneOn: string | undefined;
  /** What was really posted in its name, by lot. */
  readonly posted: Map<string, Curve>;
}

/** Every reservation on a sheet of its own: what it was opened with, what was taken, what came back. */
export class ReservationBook {
  readonly sheets = new Map<string, Sheet>();

  write(event: LedgerEvent, lots: ReadonlyMap<string, { readonly indicator: string }>): void {
    if (event.type === 'QuotaReserved') this.open(event, event.data.reservation, lots);
    if (event.type === 'BalanceBroughtForward') {
      for (const opened of event.data.reservations) this.open(event, opened, lots);
    }
    if (event.type === 'ReservationAmended') this.amend(event);
    if (event.type === 'EntryReversed') this.giveBack(event);
    if (event.type === 'UnitsReorganised') {
      for (const [id, unit] of Object.entries(event.data.reservations)) {
        const sheet = this.sheets.get(id);
        if (sheet !== undefined) sheet.unit = unit;
      }
    }
    this.post(event);
  }

  /** What is left by what was posted; a sheet of which nothing is left is shut. */
  left(id: string): Map<string, Amounts> {
    const left = new Map<string, Amounts>();
    for (const [lot, curve] of this.sheets.get(id)?.posted ?? []) {
      if (curve.now().some((one) => one > 0n)) left.set(lot, curve.now());
    }
    return left;
  }

  stillOpen(): Sheet[] {
    return [...this.sheets.values()].filter(({ id }) => this.left(id).size > 0);
  }

  private open(
    { data }: LedgerEvent,
    opened: {
      readonly reservation: string;
      readonly unit: string;
      readonly project?: string;
      readonly expiresOn: string;
    },
    lots: ReadonlyMap<string, { readonly indicator: string }>,
  ): void {
    const amounts = new Map<string, Amounts>();
    let indicator = '';
    for (const { to, quantity, reservation } of data.postings) {
      if (reservation !== opened.reservation) continue;
      const lot = lotOf(to);
      indicator = lots.get(lot)?.indicator ?? '';
      amounts.set(lot, plus(amounts.get(lot) ?? NOTHING, amountsOf(quantity)));
    }
    this.sheets.set(opened.reservation, {
      id: opened.reservation,
      openedBy: data.entryId,
      openedOn: data.effectiveOn,
      indicator,
      unit: opened.unit,
      project: opened.project,
      expiresOn: opened.expiresOn,
      reopened: false,
      opened: amounts,
      taken: [],
      undoneOn: undefined,
      posted: new Map(),
    });
  }

  private amend({ data }: Extract<LedgerEvent, { type: 'ReservationAmended' }>): void {
    const sheet = this.sheets.get(data.reservation);
    if (sheet === undefined) return;
    sheet.project = data.project;
    sheet.expiresOn = data.expiresOn;
    sheet.reopened = false;
  }

  private giveBack({ data }: Extract<LedgerEvent, { type: 'EntryReversed' }>): void {
    for (const sheet of this.sheets.values()) {
      if (sheet.openedBy === data.entry) sheet.undoneOn = data.effectiveOn;
      const isShut = this.left(sheet.id).size === 0;
      for (const taking of sheet.taken) {
        if (taking.entry !== data.entry) continue;
        taking.backOn = data.effectiveOn;
        taking.backWhenShut = isShut;
        if (taking.type === 'ReservationsExpired' && taking.day === data.effectiveOn)
          sheet.reopened = true;
      }
    }
  }

  private post(event: LedgerEvent): void {
    const { type, data } = event;
    for (const { from, quantity, reservation, effectiveOn = data.effectiveOn } of data.postings) {
      const sheet = reservation === undefined ? undefined : this.sheets.get(reservation);
      if (sheet === undefined) continue;
      const amount = amountsOf(quantity);
      const lot = lotOf(from);
      const curve = sheet.posted.get(lot) ?? new Curve();
      sheet.posted.set(lot, curve);
      const takes = from.endsWith('/reserved');
      curve.add(effectiveOn, takes ? negated(amount) : amount);
      if (!takes || type === 'EntryReversed') continue;
      const { entryId: entry, effectiveOn: day } = data;
      sheet.taken.push({ entry, type, day, lot, amount, backOn: undefined, backWhenShut: false });
    }
  }
}

/** `<unit>/<lot>/<bucket>` of a unit, `<lot>/<bucket>` of nobody. */
export const lotOf = (path: string): string => path.split('/').at(-2) ?? '';
export const unitOf = (path: string): string | undefined => {
  const parts = path.split('/');
  return parts.length === 3 ? parts[0] : undefined;
};
export const bucketOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * What should be set aside in a lot on a day: what was opened, less what was taken by then, and what reversals gave back
 * by then; nothing from the day of the expiry that stands. Silent where the contract is.
 */
export const shouldBeSetAside = (sheet: Sheet, lot: string, day: string): Amounts | undefined => {
  if (sheet.undoneOn !== undefined) {
    const settledOn = sheet.taken.map(({ backOn = '' }) => backOn).concat(sheet.undoneOn);
    return settledOn.every((one) => day >= one) ? NOTHING : undefined;
  }
  const own = sheet.taken.filter((taking) => taking.lot === lot);
  const expiries = own.filter(({ type }) => type === 'ReservationsExpired');
  if (expiries.some(({ day: on, backOn }) => backOn !== undefined && backOn !== on))
    return undefined;
  const standing = expiries.find(({ backOn }) => backOn === undefined);
  const others = own.filter(({ type }) => type !== 'ReservationsExpired');
  // Closed by people, and something given back afterwards: that goes on at once, on a day that is nobody's but theirs.
  const givenBackToShut = others.some(({ backWhenShut }) => backWhenShut);
  if (standing === undefined && givenBackToShut) return undefined;
  if (standing !== undefined && day >= standing.day) return NOTHING;
  let amount = day >= sheet.openedOn ? (sheet.opened.get(lot) ?? NOTHING) : NOTHING;
  for (const taking of others) {
    if (taking.day <= day) amount = less(amount, taking.amount);
    if (taking.backOn !== undefined && taking.backOn <= day) amount = plus(amount, taking.amount);
  }
  return amount;
};
