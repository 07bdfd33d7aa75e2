import { held, outside, parseAccount } from '#domain';
import { CITY, COUNTY, OTHER_COUNTY, PROVINCE } from './history.js';
import { RandomLedger, type Amounts } from './random-ledger.js';

const HOLDERS = [CITY.unitId, COUNTY.unitId, OTHER_COUNTY.unitId];

/** Entries by which quota comes down, is reserved, used and given back. */
export class RandomMoves extends RandomLedger {
  protected issue(): void {
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

  protected move(
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

  protected reclaim(): void {
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

  protected reserve(): void {
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
  protected resolve(): void {
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

  protected leftOf(reservation: string): Amounts {
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

  protected consume(): void {
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

  protected lapse(): void {
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
}
