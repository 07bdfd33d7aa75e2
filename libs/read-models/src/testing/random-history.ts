import {
  held,
  outside,
  parseAccount,
  type AccountPath,
  type AccountRef,
  type LedgerEvent,
  type LotOpened,
  type Posting,
} from '#domain';
import { CITY, COUNTY, History, OTHER_COUNTY, PROVINCE, unit } from './history.js';
import { randomBelow } from './synthetic-log.js';

type Amounts = Record<string, bigint>;
const HOLDERS = [CITY.unitId, COUNTY.unitId, OTHER_COUNTY.unitId];
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  annual: ['total', 'farmland', 'cultivated'],
  scale: ['total'],
};
const REVERSIBLE: ReadonlySet<LedgerEvent['type']> = new Set<LedgerEvent['type']>([
  'QuotaIssued',
  'QuotaSplit',
  'QuotaAllocated',
  'QuotaTransferred',
  'QuotaReclaimed',
  'QuotaReserved',
  'ReservationReleased',
  'QuotaConsumed',
  'QuotaAdvanced',
  'AdvanceConfirmed',
  'OverUseRecorded',
  'QuotaDeducted',
  'ConsumptionVoided',
  'QuotaCarriedOver',
  'QuotaLapsed',
]);

/**
 * A history that a ledger could have: every kind of posting, entries that are effective before they are
 * recorded, reversals. The totals of its accounts keep their bounds; the same for the same seed.
 * @param fillers about so many entries without postings stand after every other one, so that a short
 * history has big revisions
 */
export const randomHistory = (seed: number, entries: number, fillers = 0): History =>
  new RandomHistory(seed).write(entries, fillers);

interface Moving {
  readonly event: LedgerEvent;
  readonly revision: number;
}

class RandomHistory {
  private readonly history = new History('2017-01-01').open();
  private readonly below: (n: number) => number;
  private readonly totals = new Map<AccountPath, Amounts>();
  private readonly lots = new Map<string, LotOpened & { readonly openedOn: string }>();
  private readonly reversed = new Set<string>();
  private readonly moved: Moving[] = [];
  private seen = 0;
  private day = 0;
  private next = 0;

  constructor(seed: number) {
    this.below = randomBelow(seed);
  }

  write(entries: number, fillers: number): History {
    this.issue();
    while (this.moving().length < entries) {
      if (this.below(3) === 0) this.advance();
      this.step();
      for (let i = this.below(2 * fillers + 1); i > 0; i -= 1) {
        this.history.add('DayAdvanced', { date: this.history.today });
      }
    }
    return this.history;
  }

  /** The entries that moved something, with their revisions. */
  private moving(): readonly Moving[] {
    const { events } = this.history;
    for (; this.seen < events.length; this.seen += 1) {
      const event = events[this.seen];
      if (event !== undefined && event.data.postings.length > 0) {
        this.moved.push({ event, revision: this.seen });
      }
    }
    return this.moved;
  }

  private advance(): void {
    this.day += 1 + this.below(20);
    const date = new Date(Date.UTC(2017, 0, 1 + this.day)).toISOString().slice(0, 10);
    this.history.advanceTo(date);
    if (this.below(4) === 0) this.history.add('DayAdvanced', { date });
  }

  private step(): void {
    const steps = [
      () => this.issue(),
      () => this.move('QuotaAllocated'),
      () => this.move('QuotaAllocated'),
      () => this.move('QuotaSplit'),
      () => this.move('QuotaTransferred'),
      () => this.move('QuotaCarriedOver'),
      () => this.reclaim(),
      () => this.reserve(),
      () => this.reserve(),
      () => this.reserve(),
      () => this.resolve(),
      () => this.resolve(),
      () => this.consume(),
      () => this.advanceQuota(),
      () => this.confirm(),
      () => this.overUse(),
      () => this.deduct(),
      () => this.sanction(),
      () => this.void(),
      () => this.lapse(),
      () => this.reverse(),
      () => this.reverse(),
    ];
    steps[this.below(steps.length)]?.();
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }

  private id(): string {
    return `x-${(this.next += 1)}`;
  }

  /** An account of this bucket that holds something, or owes something. */
  private find(bucket: string, indicator?: string): (AccountRef & { unit: string }) | undefined {
    const found: (AccountRef & { unit: string })[] = [];
    for (const [path, amounts] of this.totals) {
      const ref = parseAccount(path);
      if (ref.bucket !== bucket || ref.unit === undefined) continue;
      if (indicator !== undefined && this.lots.get(ref.lot)?.indicator !== indicator) continue;
      if (Object.values(amounts).some((one) => one !== 0n)) found.push({ ...ref, unit: ref.unit });
    }
    return this.pick(found);
  }

  private someOf(path: AccountPath): Amounts {
    const held = this.totals.get(path) ?? {};
    const part = BigInt(1 + this.below(4));
    return Object.fromEntries(
      Object.entries(held).map(([name, amount]) => [name, (amount < 0n ? -amount : amount) / part]),
    );
  }

  private some(indicator: string): Amounts {
    const total = BigInt(1 + this.below(1_000_000));
    return Object.fromEntries(
      (COMPONENTS[indicator] ?? []).map((name, i) => [name, total / BigInt(i + 1)]),
    );
  }

  private lot(id: string, unitId: string, like: Partial<LotOpened> = {}): LotOpened {
    const lot = {
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      validFrom: '2017-01-01',
      validUntil: '2018-12-31',
      ...like,
      lot: id,
      unit: unitId,
    };
    this.lots.set(id, { ...lot, openedOn: this.history.today });
    return lot;
  }

  /** Effective today, or on an earlier day on which the lots were there. */
  private effectiveOn(...lots: readonly string[]): string {
    if (this.below(3) > 0) return this.history.today;
    const first = lots
      .map((lot) => this.lots.get(lot)?.openedOn ?? this.history.today)
      .toSorted()
      .at(-1);
    const from = Date.parse(first ?? this.history.today);
    const days = (Date.parse(this.history.today) - from) / 86_400_000;
    return new Date(from + this.below(days + 1) * 86_400_000).toISOString().slice(0, 10);
  }

  /** Keeps the totals, unless an account would break its bound. */
  private post(postings: readonly Posting[]): boolean {
    const after = new Map<AccountPath, Amounts>();
    const change = (path: AccountPath, name: string, by: bigint): void => {
      const amounts = after.get(path) ?? { ...this.totals.get(path) };
      amounts[name] = (amounts[name] ?? 0n) + by;
      after.set(path, amounts);
    };
    for (const { from, to, quantity } of postings) {
      for (const [name, amount] of Object.entries(quantity)) {
        change(from, name, -amount);
        change(to, name, amount);
      }
    }
    for (const [path, amounts] of after) {
      const { bucket } = parseAccount(path);
      const owed = ['overused', 'advance', 'debt', 'source'].includes(bucket);
      if (Object.values(amounts).some((one) => (owed ? one > 0n : one < 0n))) return false;
    }
    for (const [path, amounts] of after) this.totals.set(path, amounts);
    return true;
  }

  private issue(): void {
    const entryId = this.id();
    const indicator = this.below(4) === 0 ? 'scale' : 'annual';
    const planYear = 2017 + this.below(2);
    const lots = [this.lot(`${entryId}.1`, PROVINCE.unitId, { indicator, planYear })];
    const postings = [
      {
        from: outside(`${entryId}.1`, 'source'),
        to: held(PROVINCE.unitId, `${entryId}.1`, 'available'),
        quantity: this.some(indicator),
      },
    ];
    this.post(postings);
    const document = { number: `文〔2017〕${this.below(5)}号`, issuer: '部', date: '2017-01-01' };
    this.history.add('QuotaIssued', { entryId, unit: PROVINCE.unitId, lots, postings, document });
  }

  private move(
    type: 'QuotaAllocated' | 'QuotaSplit' | 'QuotaTransferred' | 'QuotaCarriedOver',
  ): void {
    const from = this.find('available');
    if (from === undefined) return;
    const entryId = this.id();
    const lot = `${entryId}.1`;
    const sameUnit = type === 'QuotaSplit' || type === 'QuotaCarriedOver';
    const toUnit = sameUnit ? from.unit : this.pick(HOLDERS.filter((one) => one !== from.unit));
    const parent = this.lots.get(from.lot);
    if (toUnit === undefined || parent === undefined) return;
    const planYear = parent.planYear + (type === 'QuotaCarriedOver' ? 1 : 0);
    const { indicator, planKind } = parent;
    const like = { indicator, planYear, parent: from.lot };
    const lots = [
      this.lot(lot, toUnit, { ...like, planKind: type === 'QuotaSplit' ? 'base' : planKind }),
    ];
    const path = held(from.unit, from.lot, 'available');
    const quantity = this.someOf(path);
    const postings = [{ from: path, to: held(toUnit, lot, 'available'), quantity }];
    const debt = this.find('debt', indicator);
    // A receipt pays what its unit owes, oldest first; here any of it.
    if (!sameUnit && debt?.unit === toUnit) {
      const owed = this.totals.get(held(debt.unit, debt.lot, 'debt')) ?? {};
      const paid = Object.fromEntries(
        Object.entries(quantity).map(([name, amount]) => {
          const due = -(owed[name] ?? 0n);
          return [name, due < amount ? due : amount];
        }),
      );
      postings.push({
        from: held(toUnit, lot, 'available'),
        to: held(toUnit, debt.lot, 'debt'),
        quantity: paid,
      });
    }
    if (!this.post(postings)) return;
    const common = { entryId, effectiveOn: this.effectiveOn(from.lot), lots, postings };
    if (type === 'QuotaAllocated')
      this.history.add(type, { ...common, fromUnit: from.unit, lot: from.lot });
    else if (type === 'QuotaTransferred') {
      this.history.add(type, { ...common, fromUnit: from.unit, toUnit, lot: from.lot });
    } else if (type === 'QuotaSplit')
      this.history.add(type, { ...common, unit: from.unit, lot: from.lot });
    else
      this.history.add(type, { ...common, unit: from.unit, lot: from.lot, toPlanYear: planYear });
  }

  private reclaim(): void {
    const from = this.find('available');
    const parent = from && this.lots.get(from.lot)?.parent;
    const holder = parent && this.lots.get(parent)?.unit;
    if (from === undefined || parent === undefined || holder === undefined || holder === from.unit)
      return;
    const path = held(from.unit, from.lot, 'available');
    const postings = [
      { from: path, to: held(holder, parent, 'available'), quantity: this.someOf(path) },
    ];
    if (!this.post(postings)) return;
    const effectiveOn = this.effectiveOn(from.lot, parent);
    this.history.add('QuotaReclaimed', { effectiveOn, unit: from.unit, toUnit: holder, postings });
  }

  private reserve(): void {
    const from = this.find('available');
    if (from === undefined) return;
    const entryId = this.id();
    const path = held(from.unit, from.lot, 'available');
    const quantity = this.someOf(path);
    const postings = [
      { from: path, to: held(from.unit, from.lot, 'reserved'), quantity, reservation: entryId },
    ];
    if (!this.post(postings)) return;
    this.history.add('QuotaReserved', {
      entryId,
      effectiveOn: this.effectiveOn(from.lot),
      postings,
      reservation: {
        reservation: entryId,
        unit: from.unit,
        project: `p-${this.below(4)}`,
        expiresOn: '2018-12-31',
      },
    });
  }

  /** Uses or gives back part of a reservation. */
  private resolve(): void {
    const opened = this.pick(
      this.moving().filter(({ event }) => event.type === 'QuotaReserved'),
    )?.event;
    const [posting] = opened?.data.postings ?? [];
    if (opened?.type !== 'QuotaReserved' || posting === undefined) return;
    if (this.reversed.has(opened.data.entryId)) return;
    const { reservation, unit: holder } = opened.data.reservation;
    const left = this.leftOf(reservation);
    const ref = parseAccount(posting.to);
    const part = BigInt(1 + this.below(2));
    const quantity = Object.fromEntries(
      Object.entries(left).map(([name, one]) => [name, one / part]),
    );
    if (Object.values(quantity).every((one) => one === 0n)) return;
    const release = this.below(3) === 0;
    const to = held(holder, ref.lot, release ? 'available' : 'consumed');
    const postings = [{ from: posting.to, to, quantity, reservation }];
    if (!this.post(postings)) return;
    const common = { entryId: this.id(), effectiveOn: this.effectiveOn(ref.lot), postings };
    if (release) this.history.add('ReservationReleased', { ...common, reservation, unit: holder });
    else {
      const approval = { number: `批〔2017〕${this.below(6)}号`, date: common.effectiveOn };
      this.history.add('QuotaConsumed', { ...common, unit: holder, approval, project: 'p-0' });
    }
  }

  private leftOf(reservation: string): Amounts {
    const left: Amounts = {};
    for (const { event } of this.moving()) {
      for (const posting of event.data.postings) {
        if (posting.reservation !== reservation) continue;
        const sign = posting.to.endsWith('/reserved') ? 1n : -1n;
        for (const [name, amount] of Object.entries(posting.quantity)) {
          left[name] = (left[name] ?? 0n) + sign * amount;
        }
      }
    }
    return left;
  }

  private consume(): void {
    const approval = { number: `批〔2017〕${this.below(6)}号`, date: this.history.today };
    if (this.below(4) === 0) {
      const entryId = this.id();
      const lot = `${entryId}.1`;
      const lots = [this.lot(lot, COUNTY.unitId, { planKind: 'national-direct' })];
      const to = held(COUNTY.unitId, lot, 'consumed');
      const postings = [{ from: outside(lot, 'source'), to, quantity: this.some('annual') }];
      this.post(postings);
      this.history.add('QuotaConsumed', { entryId, unit: COUNTY.unitId, approval, lots, postings });
      return;
    }
    const from = this.find('available');
    if (from === undefined) return;
    const path = held(from.unit, from.lot, 'available');
    const to = held(from.unit, from.lot, 'consumed');
    const postings = [{ from: path, to, quantity: this.someOf(path) }];
    if (!this.post(postings)) return;
    const effectiveOn = this.effectiveOn(from.lot);
    this.history.add('QuotaConsumed', { effectiveOn, unit: from.unit, approval, postings });
  }

  private advanceQuota(): void {
    const entryId = this.id();
    const lot = `${entryId}.1`;
    const lots = [this.lot(lot, COUNTY.unitId)];
    const use = this.below(2) === 0 ? 'available' : 'consumed';
    const postings = [
      {
        from: held(COUNTY.unitId, lot, 'advance'),
        to: held(COUNTY.unitId, lot, use),
        quantity: this.some('annual'),
      },
    ];
    this.post(postings);
    this.history.add('QuotaAdvanced', { entryId, unit: COUNTY.unitId, use, lots, postings });
  }

  private confirm(): void {
    const owed = this.find('advance');
    if (owed === undefined) return;
    const to = held(owed.unit, owed.lot, 'advance');
    const quantity = this.someOf(to);
    const own = this.find('available', 'annual');
    const from =
      this.below(2) === 0 && own?.unit === owed.unit
        ? held(own.unit, own.lot, 'available')
        : outside(owed.lot, 'source');
    const postings = [{ from, to, quantity }];
    if (!this.post(postings)) return;
    const effectiveOn = this.effectiveOn(owed.lot);
    this.history.add('AdvanceConfirmed', {
      effectiveOn,
      unit: owed.unit,
      advance: owed.lot,
      postings,
    });
  }

  private overUse(): void {
    const entryId = this.id();
    const lot = `${entryId}.1`;
    const lots = [this.lot(lot, OTHER_COUNTY.unitId)];
    const postings = [
      {
        from: held(OTHER_COUNTY.unitId, lot, 'overused'),
        to: held(OTHER_COUNTY.unitId, lot, 'consumed'),
        quantity: this.some('annual'),
      },
    ];
    this.post(postings);
    const approval = { number: `批〔2017〕${this.below(6)}号`, date: this.history.today };
    const data = { entryId, unit: OTHER_COUNTY.unitId, overUse: lot, approval, lots, postings };
    this.history.add('OverUseRecorded', data);
  }

  private deduct(): void {
    const owed = this.find('overused');
    const own = this.find('available', 'annual');
    if (owed === undefined || own?.unit !== owed.unit) return;
    const to = held(owed.unit, owed.lot, 'overused');
    const postings = [
      { from: held(own.unit, own.lot, 'available'), to, quantity: this.someOf(to) },
    ];
    if (!this.post(postings)) return;
    const effectiveOn = this.effectiveOn(owed.lot, own.lot);
    const data = {
      effectiveOn,
      unit: owed.unit,
      reason: 'over-use',
      indicator: 'annual',
      postings,
    } as const;
    this.history.add('QuotaDeducted', data);
  }

  private sanction(): void {
    const from = this.find('available', 'annual');
    if (from === undefined || from.unit === PROVINCE.unitId) return;
    const entryId = this.id();
    const debt = `${entryId}.1`;
    const lots = [this.lot(debt, from.unit)];
    const path = held(from.unit, from.lot, 'available');
    const postings = [
      { from: path, to: outside(from.lot, 'deducted'), quantity: this.someOf(path) },
      {
        from: held(from.unit, debt, 'debt'),
        to: outside(debt, 'deducted'),
        quantity: this.some('annual'),
      },
    ];
    if (!this.post(postings)) return;
    const effectiveOn = this.effectiveOn(from.lot);
    const facts = { unit: from.unit, reason: 'sanction', indicator: 'annual' } as const;
    this.history.add('QuotaDeducted', { ...facts, entryId, effectiveOn, lots, postings });
  }

  private void(): void {
    const used = this.pick(
      this.moving().filter(({ event }) => event.type === 'QuotaConsumed'),
    )?.event;
    const account = used?.data.postings.find(({ to }) => to.endsWith('/consumed'))?.to;
    if (used === undefined || account === undefined || this.reversed.has(used.data.entryId)) return;
    const { unit: holder = '', lot } = parseAccount(account);
    const parent = this.lots.get(lot)?.parent;
    const issuer = parent && this.lots.get(parent)?.unit;
    const fates = [
      held(holder, lot, 'voided'),
      held(holder, lot, 'available'),
      outside(lot, 'lapsed'),
    ];
    if (parent !== undefined && issuer !== undefined && issuer !== holder) {
      fates.push(held(issuer, parent, 'available'));
    }
    const to = this.pick(fates);
    if (to === undefined) return;
    const postings = [{ from: account, to, quantity: this.someOf(account) }];
    if (!this.post(postings)) return;
    this.history.add('ConsumptionVoided', {
      effectiveOn: this.effectiveOn(lot),
      unit: holder,
      consumption: used.data.entryId,
      reason: '撤回',
      fates: {},
      postings,
    });
  }

  private lapse(): void {
    const from = this.find('available');
    if (from === undefined) return;
    const path = held(from.unit, from.lot, 'available');
    const postings = [{ from: path, to: outside(from.lot, 'lapsed'), quantity: this.someOf(path) }];
    if (!this.post(postings)) return;
    this.history.add('QuotaLapsed', {
      effectiveOn: this.effectiveOn(from.lot),
      unit: from.unit,
      postings,
    });
  }

  private reverse(): void {
    const moving = this.moving();
    const { event: original, revision: at } = moving.at(-1 - this.below(12)) ?? {};
    if (original === undefined || !REVERSIBLE.has(original.type)) return;
    const { entryId, lots } = original.data;
    if (this.reversed.has(entryId)) return;
    const postings = original.data.postings.map((one) => ({ ...one, from: one.to, to: one.from }));
    if (!this.post(postings)) return;
    this.reversed.add(entryId);
    this.history.add('EntryReversed', {
      entry: entryId,
      entryType: original.type,
      revision: String(at),
      reason: '录入错误',
      endedLots: lots.map(({ lot }) => lot),
      undone: {},
      postings,
    });
  }
}

/** A unit that is registered late, under the city. */
export const ZONE = unit('u-z', '330490', '经开区', 'zone', CITY.unitId);
