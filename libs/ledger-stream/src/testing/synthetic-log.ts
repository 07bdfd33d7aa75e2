import {
  addDays,
  ANNUAL,
  firstDayOf,
  formatDay,
  held,
  lastDayOf,
  outside,
  type Day,
  type EntryActor,
  type EntryData,
  type LedgerEvent,
  type LotOpened,
  type Posting,
  type Quantity,
  type UnitVersion,
} from '#domain';

export interface SyntheticLogOptions {
  /** Entries of the working year that are spread over the plan years; the days come on top. */
  readonly entries: number;
  readonly units?: number;
  readonly planYears?: number;
  readonly seed?: number;
  /** Whether the books of each year are closed when the next one begins. */
  readonly closesBooks?: boolean;
}

interface OpenReservation {
  readonly id: string;
  readonly unit: string;
  readonly lot: string;
  readonly quantity: Quantity;
  readonly on: Day;
}

const PROVINCE = 'u-330000';
const FIRST_YEAR = 2006;
const FIRST_LOT = { unit: PROVINCE, id: '', openedOn: firstDayOf(FIRST_YEAR) };
const MU = 200_000n;

/**
 * A long ledger that the rules could have written, made without them: a province whose units reserve, consume and
 * release what they are allocated, 2 % of it backdated. The same options give the same entries.
 */
export function* syntheticLog(options: SyntheticLogOptions): Generator<LedgerEvent> {
  yield* new SyntheticLedger(options).events();
}

class SyntheticLedger {
  private readonly units: readonly string[];
  private readonly planYears: number;
  private readonly perDay: number;
  private readonly random: () => number;
  private day: Day;
  private count = 0;
  /** Lot of the province from which all of a year is allocated. */
  private root = '';
  private lots: { unit: string; id: string; openedOn: Day }[] = [];
  private readonly open: OpenReservation[] = [];

  constructor(private readonly options: SyntheticLogOptions) {
    const { units = 98, planYears = 20, entries, seed = 1 } = options;
    this.units = Array.from(
      { length: units - 1 },
      (_, i) => `u-33${String(i + 1).padStart(4, '0')}`,
    );
    this.planYears = planYears;
    this.perDay = entries / (planYears * 365.25);
    this.random = lcg(seed);
    this.day = firstDayOf(FIRST_YEAR);
  }

  *events(): Generator<LedgerEvent> {
    yield this.opened();
    yield this.registered();
    let due = 0;
    for (let year = FIRST_YEAR; year < FIRST_YEAR + this.planYears; year += 1) {
      yield this.issued(year);
      const allocations = Math.max(1, Math.floor((this.options.entries * 0.03) / this.planYears));
      this.lots = [];
      for (let i = 0; i < Math.min(allocations, this.units.length); i += 1)
        yield this.allocated(year, i);
      let left = allocations - this.lots.length;
      for (; this.day < lastDayOf(year);) {
        due += this.perDay * 0.97;
        for (; due >= 1; due -= 1) {
          const late = left > 0 && this.random() < 0.035;
          if (late) left -= 1;
          yield late
            ? this.allocated(year, Math.floor(this.random() * this.units.length))
            : this.used(year);
        }
        yield this.advanced();
      }
      yield* this.yearEnd(year);
    }
  }

  private *yearEnd(year: number): Generator<LedgerEvent> {
    for (const one of this.open.splice(0)) yield this.released(one);
    yield this.advanced();
    if (this.options.closesBooks === true)
      yield {
        type: 'BooksClosed',
        data: { ...this.entry('c'), through: formatDay(lastDayOf(year)) },
      };
  }

  private used(year: number): LedgerEvent {
    const draw = this.random();
    if (this.open.length === 0 || draw < 0.49) return this.reserved(year);
    const at = Math.floor(this.random() * this.open.length);
    const [one] = this.open.splice(at, 1);
    if (one === undefined) return this.reserved(year);
    return draw < 0.94 ? this.consumed(one, year) : this.released(one);
  }

  private opened(): LedgerEvent {
    const opensOn = formatDay(this.day);
    const province: UnitVersion = {
      unitId: PROVINCE,
      code: '330000',
      name: '浙江省',
      level: 'province',
      from: opensOn,
      holdsQuota: true,
    };
    const planKinds = [{ id: 'pool', title: '年度计划' }];
    return {
      type: 'LedgerOpened',
      data: {
        ...this.entry('o'),
        province,
        opensOn,
        clock: 'driven',
        timeZone: 'Asia/Shanghai',
        indicators: [ANNUAL],
        planKinds,
      },
    };
  }

  private registered(): LedgerEvent {
    const units = this.units.map((unitId, i): UnitVersion => ({
      unitId,
      code: unitId.slice(2),
      name: `第${i + 1}县`,
      level: 'county',
      parent: PROVINCE,
      from: formatDay(this.day),
      holdsQuota: true,
    }));
    return { type: 'UnitsRegistered', data: { ...this.entry('u'), units } };
  }

  private issued(year: number): LedgerEvent {
    const entry = this.entry('i');
    const lot = this.lot(`${entry.entryId}.1`, PROVINCE, year);
    const quantity = quantityOf(10n ** 9n);
    this.root = lot.lot;
    const postings = [
      { from: outside(lot.lot, 'source'), to: held(PROVINCE, lot.lot, 'available'), quantity },
    ];
    return { type: 'QuotaIssued', data: { ...entry, postings, lots: [lot], unit: PROVINCE } };
  }
  private allocated(year: number, unitAt: number): LedgerEvent {
    const entry = this.entry('a');
    const unit = this.units[unitAt] ?? PROVINCE;
    const lot = { ...this.lot(`${entry.entryId}.1`, unit, year), parent: this.root };
    this.lots.push({ unit, id: lot.lot, openedOn: this.day });
    const quantity = quantityOf(300_000n);
    const postings = [
      {
        from: held(PROVINCE, this.root, 'available'),
        to: held(unit, lot.lot, 'available'),
        quantity,
      },
    ];
    return {
      type: 'QuotaAllocated',
      data: { ...entry, postings, lots: [lot], fromUnit: PROVINCE, lot: this.root },
    };
  }

  private reserved(year: number): LedgerEvent {
    // A few lots are hot, as a few counties build most.
    const at = Math.floor(this.random() ** 2 * this.lots.length);
    const { unit, id: lot, openedOn } = this.lots[at] ?? FIRST_LOT;
    const back = this.random() < 0.02 ? Math.floor(this.random() * 20) : 0;
    const on = Math.max(this.day - back, openedOn) as Day;
    const entry = this.entry('r', unit, on);
    const id = entry.entryId;
    const quantity = quantityOf(BigInt(1 + Math.floor(this.random() * 40)));
    this.open.push({ id, unit, lot, quantity, on });
    const project = `${year}-${unit.slice(2)}-41-03-${String(this.count).padStart(6, '0')}-000`;
    const reservation = { reservation: id, unit, project, expiresOn: formatDay(lastDayOf(year)) };
    const postings = [posting(unit, lot, 'available', 'reserved', quantity, id)];
    const stated = { 'draws/0/quantity/total': `${(quantity['total'] ?? 0n) / MU} mu` };
    return { type: 'QuotaReserved', data: { ...entry, stated, postings, reservation } };
  }

  private consumed({ id, unit, lot, quantity }: OpenReservation, year: number): LedgerEvent {
    const entry = this.entry('k', unit);
    const number = `浙土字A〔${year}〕-${String(this.count).padStart(6, '0')}`;
    const postings = [posting(unit, lot, 'reserved', 'consumed', quantity, id)];
    return {
      type: 'QuotaConsumed',
      data: {
        ...entry,
        postings,
        unit,
        approval: { number, date: entry.effectiveOn },
        project: `${year}-${unit.slice(2)}-41-03`,
        parcels: [`${unit.slice(2)}${String(this.count).padStart(8, '0')}`],
        final: true,
      },
    };
  }

  private released({ id, unit, lot, quantity }: OpenReservation): LedgerEvent {
    const postings = [posting(unit, lot, 'reserved', 'available', quantity, id)];
    return {
      type: 'ReservationReleased',
      data: { ...this.entry('l', unit), postings, reservation: id, unit },
    };
  }

  private advanced(): LedgerEvent {
    this.day = addDays(this.day, 1);
    const date = formatDay(this.day);
    return { type: 'DayAdvanced', data: { ...this.entry('d'), entryId: `day:${date}`, date } };
  }

  private lot(lot: string, unit: string, planYear: number): LotOpened {
    return {
      lot,
      unit,
      indicator: 'annual',
      planYear,
      planKind: 'pool',
      validFrom: formatDay(firstDayOf(planYear)),
      validUntil: formatDay(lastDayOf(planYear + 1)),
    };
  }

  private entry(kind: string, unitId = PROVINCE, on = this.day): EntryData {
    this.count += 1;
    const actor: EntryActor = {
      id: `${unitId}-clerk`,
      role: unitId === PROVINCE ? 'province' : 'county',
      unitId,
    };
    return {
      entryId: `${kind}-${unitId.slice(2)}-${this.count}`,
      effectiveOn: formatDay(on),
      recordedAt: new Date(RECORDED_FROM + this.count * 1000).toISOString(),
      actor,
      document: {
        number: `浙土资发〔2017〕${this.count}号`,
        issuer: '浙江省国土资源厅',
        date: formatDay(on),
      },
      postings: [],
      lots: [],
    };
  }
}

const RECORDED_FROM = Date.UTC(2026, 0, 1);

const quantityOf = (mu: bigint): Quantity => ({
  total: mu * MU,
  farmland: (mu * MU * 8n) / 10n,
  cultivated: (mu * MU * 6n) / 10n,
});

const posting = (
  unit: string,
  lot: string,
  from: 'available' | 'reserved',
  to: 'available' | 'reserved' | 'consumed',
  quantity: Quantity,
  reservation: string,
): Posting => ({ from: held(unit, lot, from), to: held(unit, lot, to), quantity, reservation });

/** Numerical Recipes' generator: enough to spread entries, and the same on every machine. */
const lcg = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};
