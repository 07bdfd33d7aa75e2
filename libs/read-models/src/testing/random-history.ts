import { held, outside, parseAccount, type LedgerEvent } from '#domain';
import { COUNTY, OTHER_COUNTY, PROVINCE, type History } from './history.js';
import { RandomMoves } from './random-moves.js';

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

class RandomHistory extends RandomMoves {
  private day = 0;

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
