import { ANNUAL, SCALE, type EntryData, type LedgerEvent, type UnitVersion } from '#domain';

type DataOf<Type extends LedgerEvent['type']> = Extract<
  LedgerEvent,
  { readonly type: Type }
>['data'];
/** What a test states of an entry; the rest of what every entry has is filled in. */
export type Facts<Type extends LedgerEvent['type']> = Omit<DataOf<Type>, keyof EntryData> &
  Partial<EntryData>;

const ACTOR = { id: 'clerk-1', role: 'province', unitId: 'u-p' } as const;

/** Entries of one ledger in the order of the log, as they would be stored. No rule judges them. */
export class History {
  readonly events: LedgerEvent[] = [];
  private at = Date.parse('2017-01-01T00:00:00.000Z');

  /** The day on which entries are recorded and, if they say nothing else, effective. */
  constructor(private day = '2017-01-01') {
    this.advanceTo(day);
  }

  get revision(): bigint {
    return BigInt(this.events.length - 1);
  }

  get today(): string {
    return this.day;
  }

  /** Later entries are recorded at ten in the morning of this day, in Shanghai, a second after another. */
  advanceTo(day: string): this {
    this.day = day;
    this.at = Math.max(this.at, Date.parse(`${day}T10:00:00+08:00`));
    return this;
  }

  add<Type extends LedgerEvent['type']>(type: Type, facts: Facts<Type>): DataOf<Type> {
    const data = {
      entryId: `e-${this.events.length}`,
      effectiveOn: this.day,
      recordedAt: new Date((this.at += 1_000)).toISOString(),
      actor: ACTOR,
      postings: [],
      lots: [],
      ...facts,
    };
    // The parts above are those of every entry, `facts` those of this type.
    const event = { type, data } as unknown as Extract<LedgerEvent, { readonly type: Type }>;
    this.events.push(event);
    return event.data as DataOf<Type>;
  }

  open(units: readonly UnitVersion[] = [CITY, COUNTY, OTHER_COUNTY]): this {
    this.add('LedgerOpened', {
      province: PROVINCE,
      opensOn: this.day,
      clock: 'driven',
      timeZone: 'Asia/Shanghai',
      indicators: [ANNUAL, SCALE],
      planKinds: [
        { id: 'pool', title: '省级统筹' },
        { id: 'base', title: '基础指标' },
      ],
    });
    this.add('UnitsRegistered', { units });
    return this;
  }
}

export const unit = (
  unitId: string,
  code: string,
  name: string,
  level: UnitVersion['level'],
  parent?: string,
): UnitVersion => ({
  unitId,
  code,
  name,
  level,
  from: '2000-01-01',
  holdsQuota: true,
  ...(parent === undefined ? {} : { parent }),
});

export const PROVINCE = unit('u-p', '330000', '浙江省', 'province');
export const CITY = unit('u-t', '330400', '嘉兴市', 'city', 'u-p');
export const COUNTY = unit('u-c', '330402', '南湖区', 'county', 'u-t');
export const OTHER_COUNTY = unit('u-d', '330411', '秀洲区', 'county', 'u-t');

/** An `annual` quantity; farmland and cultivated land are parts of the total. */
export const annual = (total: number | bigint, farmland = total, cultivated = farmland) => ({
  total: BigInt(total),
  farmland: BigInt(farmland),
  cultivated: BigInt(cultivated),
});
