/** Commands with what a test is about, and sound values for all else. */
import { ANNUAL, parseAmount } from '../../quantity/index.js';
import type { UnitVersion } from '../../units/index.js';
import type { LedgerCommand } from '../commands.js';
import type { Document } from '../events.js';
import type { PolicyRow } from '../policy.js';
import type { Quantity } from '../quantity-of.js';
import type { Actor } from '../roles.js';
import { World } from './world.js';

export const province: Actor = { id: 'p-1', role: 'province', unit: '330000' };
export const operator: Actor = { id: 'o-1', role: 'operator', unit: '330000' };
export const auditor: Actor = { id: 'a-1', role: 'auditor', unit: '330000' };
/** The ledger's own day job. */
export const dayJob: Actor = { id: 'muledger', role: 'system', unit: '330000' };
export const city = (unit: string): Actor => ({ id: `c-${unit}`, role: 'city', unit });
export const county = (unit: string): Actor => ({ id: `k-${unit}`, role: 'county', unit });

/** Whole units of a stated area: `area('300 mu')`, `area('1.2 ha')`. */
export const area = (text: string): bigint => {
  const parsed = parseAmount(text, 'area');
  if (!parsed.ok) throw new RangeError(`${text}: ${parsed.problem.code}`);
  return parsed.amount;
};

/** Total, farmland, cultivated in one unit; farmland and cultivated are all of it unless they are named. */
export const annual = (
  unit: 'mu' | 'ha',
  total: string | number,
  farmland: string | number = total,
  cultivated: string | number = farmland,
): Quantity => ({
  total: area(`${total} ${unit}`),
  farmland: area(`${farmland} ${unit}`),
  cultivated: area(`${cultivated} ${unit}`),
});
export const mu = (
  total: string | number,
  farmland?: string | number,
  cultivated?: string | number,
): Quantity => annual('mu', total, farmland, cultivated);
export const ha = (
  total: string | number,
  farmland?: string | number,
  cultivated?: string | number,
): Quantity => annual('ha', total, farmland, cultivated);

/** A quantity of `annual` as the vector an account holds. */
export const vector = (quantity: Quantity): readonly bigint[] =>
  ANNUAL.components.map(({ name }) => quantity[name] ?? 0n);

export const document = (number = '浙土资发〔2017〕1号'): Document => ({
  number,
  issuer: '浙江省国土资源厅',
  date: '2017-03-15',
});

type Kind = LedgerCommand['kind'];
type DataOf<K extends Kind> = Extract<LedgerCommand, { readonly kind: K }>['data'];
type Given = 'actor' | 'effectiveOn' | 'document';

/** A command by the province on the day of the world, with a document, unless the test says otherwise. */
export const asked = <K extends Kind>(
  world: World,
  kind: K,
  data: Omit<DataOf<K>, Given> & Partial<Pick<DataOf<K>, Given>>,
): LedgerCommand =>
  ({
    kind,
    data: { actor: province, effectiveOn: world.today(), document: document(), ...data },
  }) as unknown as LedgerCommand;

/** The same command without one of its members. */
export const without = <Command extends LedgerCommand>(
  { kind, data }: Command,
  member: string,
): Command =>
  ({
    kind,
    data: Object.fromEntries(Object.entries(data).filter(([name]) => name !== member)),
  }) as unknown as Command;

const unit = (
  unitId: string,
  name: string,
  level: UnitVersion['level'],
  parent: string,
  more: Partial<UnitVersion> = {},
): UnitVersion => ({
  unitId,
  code: unitId.slice(2, 8),
  name,
  level,
  parent,
  from: '2010-01-01',
  holdsQuota: true,
  ...more,
});

export const ZHEJIANG: UnitVersion = {
  unitId: 'u-330000',
  code: '330000',
  name: '浙江省',
  level: 'province',
  from: '2010-01-01',
  holdsQuota: true,
};

export const UNITS: readonly UnitVersion[] = [
  unit('u-330100', '杭州市', 'city', 'u-330000'),
  unit('u-330102', '上城区', 'county', 'u-330100'),
  unit('u-330104', '江干区', 'county', 'u-330100'),
  unit('u-330110', '余杭区', 'county', 'u-330100'),
  unit('u-330185', '临安市', 'county', 'u-330100'),
  unit('u-330200', '宁波市', 'city', 'u-330000', { plannedSeparately: true }),
  unit('u-330212', '鄞州区', 'county', 'u-330200'),
  unit('u-330400', '嘉兴市', 'city', 'u-330000'),
  unit('u-330402', '南湖区', 'county', 'u-330400'),
  unit('u-330411', '秀洲区', 'county', 'u-330400'),
  unit('u-330602', '越城区', 'county', 'u-330000'),
  unit('u-330604', '上虞区', 'county', 'u-330000'),
  unit('u-331000', '台州市', 'city', 'u-330000'),
  unit('u-331021', '玉环县', 'county', 'u-331000'),
];

/** Values for tests, not those of any province: none of them is official. */
export const POLICY_ROWS: readonly PolicyRow[] = [
  { key: 'pre-issue-share', value: { numerator: 1, denominator: 2 } },
  { key: 'voided-consumption', value: { fate: 'void' } },
  { key: 'use-deadline', value: { monthDay: '12-31', then: 'nothing' } },
  { key: 'backdating-limit', value: { days: 400 } },
  { key: 'carry-over-term', value: { years: 2 } },
  { key: 'freeze-exceptions', value: { projectClasses: ['民生公益'] } },
  { key: 'approval-indicators', value: { indicators: [] } },
];

export const policy = (
  world: World,
  rows: readonly PolicyRow[] = POLICY_ROWS,
  version = 'test-1',
): LedgerCommand =>
  asked(world, 'AdoptPolicy', {
    entryId: `policy:${version}`,
    version,
    digest: '0'.repeat(64),
    from: world.today(),
    rows,
  });

/** An open, driven ledger with units and policy, on a day. */
export const openedLedger = ({
  opensOn = '2017-01-01',
  day = '2017-06-30',
  rows = POLICY_ROWS,
}: { opensOn?: string; day?: string; rows?: readonly PolicyRow[] } = {}): World => {
  const world = new World();
  world.post({
    kind: 'OpenLedger',
    data: {
      entryId: 'open',
      actor: province,
      effectiveOn: opensOn,
      province: ZHEJIANG,
      opensOn,
      clock: 'driven',
    },
  });
  world.post(asked(world, 'RegisterUnits', { entryId: 'units', units: UNITS }));
  world.post(policy(world, rows));
  return world.advanceTo(day);
};

/** Quota of 2017 in the hands of 南湖 (lot `a.1`), from the province's pool (lot `i.1`). */
export const allocatedLedger = (
  quantity: Quantity = mu(1_000),
  options?: Parameters<typeof openedLedger>[0],
): World => {
  const world = openedLedger(options);
  world.post(
    asked(world, 'IssueQuota', {
      entryId: 'i',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      quantity: mu(100_000),
      effectiveOn: '2017-03-20',
    }),
    asked(world, 'AllocateQuota', {
      entryId: 'a',
      fromUnit: '330000',
      lot: 'i.1',
      to: [{ unit: '330402', quantity }],
      effectiveOn: '2017-04-01',
    }),
  );
  return world;
};
