import type { Actor, LedgerCommand, PolicyRow, Quantity, UnitVersion } from '#domain';

export const PROVINCE = 'u-330000';
export const FIRST_YEAR = 2001;
export const OPENS_ON = `${FIRST_YEAR}-01-01`;
const CITIES = 11;

export const provinceActor: Actor = { id: 'bench', role: 'province', unit: PROVINCE };
const system: Actor = { id: 'muledger', role: 'system', unit: PROVINCE };

type Kind = LedgerCommand['kind'];
type DataOf<K extends Kind> = Extract<LedgerCommand, { readonly kind: K }>['data'];

export const asked = <K extends Kind>(
  kind: K,
  effectiveOn: string,
  data: Omit<DataOf<K>, 'actor' | 'effectiveOn' | 'document'>,
  actor: Actor = provinceActor,
): LedgerCommand =>
  ({
    kind,
    data: {
      actor,
      effectiveOn,
      document: {
        number: `压测〔${effectiveOn.slice(0, 4)}〕1号`,
        issuer: '压测',
        date: effectiveOn,
      },
      ...data,
    },
  }) as unknown as LedgerCommand;

/** Tens of 亩, of which 8 farmland and 5 cultivated, so that any number of pieces makes a whole again. */
export const tens = (n: number): Quantity => ({
  total: BigInt(n) * 2_000_000n,
  farmland: BigInt(n) * 1_600_000n,
  cultivated: BigInt(n) * 1_000_000n,
});

const policyRows: readonly PolicyRow[] = [
  { key: 'backdating-limit', value: { days: 60 } },
  { key: 'approval-indicators', value: { indicators: [] } },
  { key: 'voided-consumption', value: { fate: 'void' } },
  { key: 'carry-over-term', value: { years: 2 } },
];

/** The province, its cities and as many counties as make `units` in all. */
export const benchUnits = (units: number): readonly UnitVersion[] => {
  const all: UnitVersion[] = [];
  for (let i = 1; i < units; i += 1) {
    const isCity = i <= CITIES;
    const city = String(isCity ? i : 1 + (i % CITIES)).padStart(2, '0');
    const code = isCity
      ? `33${city}00`
      : `33${city}${String(10 + Math.floor(i / CITIES)).padStart(2, '0')}`;
    all.push({
      unitId: `u-${code}`,
      code,
      name: `单元${code}`,
      level: isCity ? 'city' : 'county',
      parent: isCity ? PROVINCE : `u-33${city}00`,
      from: OPENS_ON,
      holdsQuota: true,
    });
  }
  return all;
};

/** Units of a province with so many counties. */
export const unitsWithCounties = (counties: number): number => counties + CITIES + 1;

/** Opens the ledger that the workload is played on. */
export const openingCommands = (units: readonly UnitVersion[]): readonly LedgerCommand[] => [
  asked('OpenLedger', OPENS_ON, {
    entryId: 'open',
    province: {
      unitId: PROVINCE,
      code: '330000',
      name: '压测省',
      level: 'province',
      from: OPENS_ON,
      holdsQuota: true,
    },
    opensOn: OPENS_ON,
    clock: 'driven',
  }),
  asked('RegisterUnits', OPENS_ON, { entryId: 'units', units }),
  asked('AdoptPolicy', OPENS_ON, {
    entryId: 'policy',
    version: 'bench',
    digest: '0'.repeat(64),
    from: OPENS_ON,
    rows: policyRows,
  }),
];

export const nextDay = (date: string): LedgerCommand =>
  asked('AdvanceDay', date, { entryId: `day:${date}`, date }, system);
