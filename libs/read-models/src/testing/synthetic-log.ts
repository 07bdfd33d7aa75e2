import {
  addDays,
  firstDayOf,
  formatDay,
  held,
  outside,
  type Day,
  type LedgerEvent,
  type LotOpened,
  type Posting,
} from '#domain';
import { annual, History, PROVINCE, unit } from './history.js';

/** Workload W of the design, seeded: units × plan years, most entries reserve and consume, some are backdated. */
export interface SyntheticLog {
  readonly entries: number;
  readonly cities?: number;
  readonly counties?: number;
  readonly planYears?: number;
  readonly lotsPerCounty?: number;
  readonly seed?: number;
}

export const FIRST_YEAR = 2005;
const BACKDATED_SHARE = 0.02;

/** A small generator of numbers below `n`, the same for the same seed (mulberry32). */
export const randomBelow = (seed: number): ((n: number) => number) => {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
};

export const countyId = (i: number): string => `u-c${i}`;

export function* syntheticLog({
  entries,
  cities = 11,
  counties = 86,
  planYears = 20,
  lotsPerCounty = 3,
  seed = 1,
}: SyntheticLog): Generator<LedgerEvent> {
  const below = randomBelow(seed);
  const history = new History(`${FIRST_YEAR}-01-01`);
  const units = [
    ...Array.from({ length: cities }, (_, i) =>
      unit(`u-t${i}`, `33${String(i).padStart(2, '0')}00`, `市${i}`, 'city', PROVINCE.unitId),
    ),
    ...Array.from({ length: counties }, (_, i) =>
      unit(countyId(i), `34${String(i).padStart(4, '0')}`, `县${i}`, 'county', `u-t${i % cities}`),
    ),
  ];
  yield* drain(history.open(units));
  const perYear = Math.floor((entries - 2) / planYears);
  for (let year = FIRST_YEAR; year < FIRST_YEAR + planYears; year += 1) {
    const made = new YearOfEntries(history, year, counties, lotsPerCounty, below);
    yield* made.events(perYear);
  }
}

/** Hands the entries on and keeps none of them. */
function* drain(history: History): Generator<LedgerEvent> {
  yield* history.events.splice(0);
}

interface Open {
  readonly county: string;
  readonly lot: string;
  readonly id: string;
  readonly amount: bigint;
}

class YearOfEntries {
  private readonly open: Open[] = [];
  private readonly lots: { readonly county: string; readonly lot: string }[] = [];
  private readonly start: Day;
  private entry = 0;

  constructor(
    private readonly history: History,
    private readonly year: number,
    private readonly counties: number,
    private readonly lotsPerCounty: number,
    private readonly below: (n: number) => number,
  ) {
    this.start = firstDayOf(year);
  }

  *events(count: number): Generator<LedgerEvent> {
    this.history.advanceTo(formatDay(this.start));
    this.issue();
    yield* drain(this.history);
    while (this.entry < count) {
      const passed = Math.floor((this.entry * 365) / count);
      const today = addDays(this.start, passed);
      this.history.advanceTo(formatDay(today));
      const back = this.below(1_000) < BACKDATED_SHARE * 1_000 ? this.below(passed + 1) : 0;
      this.post(formatDay(addDays(today, -back)));
      yield* drain(this.history);
    }
  }

  private nextId(): string {
    return `${this.year}-${String((this.entry += 1)).padStart(7, '0')}-4d1c-9e0a-5b7f3c2a`;
  }

  private lot(lot: string, unitId: string, parent?: string): LotOpened {
    const { year } = this;
    return {
      lot,
      unit: unitId,
      indicator: 'annual',
      planYear: year,
      planKind: parent === undefined ? 'pool' : 'base',
      validFrom: `${year}-01-01`,
      validUntil: `${year}-12-31`,
      ...(parent === undefined ? {} : { parent }),
    };
  }

  private issue(): void {
    const entryId = this.nextId();
    const root = `${entryId}.1`;
    this.history.add('QuotaIssued', {
      entryId,
      unit: PROVINCE.unitId,
      lots: [this.lot(root, PROVINCE.unitId)],
      postings: [
        {
          from: outside(root, 'source'),
          to: held(PROVINCE.unitId, root, 'available'),
          quantity: annual(10n ** 15n),
        },
      ],
      document: {
        number: `国土资发〔${this.year}〕1号`,
        issuer: '国土资源部',
        date: `${this.year}-01-01`,
      },
    });
    for (let i = 0; i < this.lotsPerCounty; i += 1) {
      for (let county = 0; county < this.counties; county += 1) this.allocate(root, county);
    }
  }

  private allocate(root: string, index: number): void {
    const entryId = this.nextId();
    const lot = `${entryId}.1`;
    const county = countyId(index);
    this.lots.push({ county, lot });
    this.history.add('QuotaAllocated', {
      entryId,
      fromUnit: PROVINCE.unitId,
      lot: root,
      lots: [this.lot(lot, county, root)],
      postings: [
        {
          from: held(PROVINCE.unitId, root, 'available'),
          to: held(county, lot, 'available'),
          quantity: annual(10n ** 12n),
        },
      ],
    });
  }

  private post(effectiveOn: string): void {
    const draw = this.below(100);
    if (draw < 48 || this.open.length === 0) this.reserve(effectiveOn);
    else if (draw < 95) this.resolve(effectiveOn, 'consume');
    else this.resolve(effectiveOn, 'release');
  }

  private reserve(effectiveOn: string): void {
    const at = this.lots[this.below(this.lots.length)];
    if (at === undefined) return;
    const { county, lot } = at;
    const entryId = this.nextId();
    const amount = BigInt(1 + this.below(60_000_000));
    const project = `${this.year}-330402-41-03-${String(this.entry).padStart(6, '0')}`;
    this.history.add('QuotaReserved', {
      entryId,
      effectiveOn,
      reservation: {
        reservation: entryId,
        unit: county,
        project,
        expiresOn: `${this.year}-12-31`,
      },
      postings: [move(county, lot, 'available', 'reserved', amount, entryId)],
    });
    this.open.push({ county, lot, id: entryId, amount });
  }

  private resolve(effectiveOn: string, how: 'consume' | 'release'): void {
    const at = this.below(this.open.length);
    const one = this.open[at];
    const last = this.open.pop();
    if (one === undefined || last === undefined) return;
    if (one !== last) this.open[at] = last;
    const { county, lot, id, amount } = one;
    const entryId = this.nextId();
    if (how === 'release') {
      const postings = [move(county, lot, 'reserved', 'available', amount, id)];
      this.history.add('ReservationReleased', {
        entryId,
        effectiveOn,
        reservation: id,
        unit: county,
        postings,
      });
      return;
    }
    this.history.add('QuotaConsumed', {
      entryId,
      effectiveOn,
      unit: county,
      approval: { number: `浙土字A〔${this.year}〕-${this.entry}`, date: effectiveOn },
      document: { number: '示例〔2005〕1号', issuer: '示例', date: '2005-01-01' },
      parcels: [`${county}-${this.entry}`],
      postings: [move(county, lot, 'reserved', 'consumed', amount, id)],
      final: true,
    });
  }
}

const move = (
  unitId: string,
  lot: string,
  from: 'available' | 'reserved',
  to: 'available' | 'reserved' | 'consumed',
  amount: bigint,
  reservation: string,
): Posting => ({
  from: held(unitId, lot, from),
  to: held(unitId, lot, to),
  quantity: annual(amount, amount / 2n, amount / 4n),
  reservation,
});
