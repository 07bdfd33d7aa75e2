import type { LedgerCommand } from '#domain';
import type { Rules } from '../rules.js';
import type { Setting } from './steps.js';

const OPENS_ON = '2017-03-01';

/** A province with cities, counties that hold something, and an opening balance of which some is set aside. */
export const setUp = (
  { testing }: Rules,
  { fate, then }: Setting,
  deadline: string,
): LedgerCommand[] => {
  const { document, mu, policy, POLICY_ROWS, province, UNITS, World, ZHEJIANG } = testing;
  const asked = (kind: LedgerCommand['kind'], entryId: string, body: object): LedgerCommand =>
    ({
      kind,
      data: { entryId, actor: province, effectiveOn: OPENS_ON, document: document(), ...body },
    }) as unknown as LedgerCommand;
  const rows = [
    ...POLICY_ROWS.filter(({ key }) => key !== 'voided-consumption' && key !== 'use-deadline'),
    { key: 'voided-consumption' as const, value: { fate } },
    { key: 'use-deadline' as const, value: { monthDay: deadline.slice(5), then } },
  ];
  const { data: adopted } = policy(new World(), rows);
  const units = UNITS.filter(({ unitId }) => PLAYING.includes(unitId));
  const issued = { planYear: 2017, planKind: 'pool' };
  return [
    asked('OpenLedger', 'open', { province: ZHEJIANG, opensOn: OPENS_ON, clock: 'driven' }),
    asked('RegisterUnits', 'units', { units }),
    asked('AdoptPolicy', 'policy', {
      ...adopted,
      entryId: 'policy',
      effectiveOn: OPENS_ON,
      from: OPENS_ON,
    }),
    asked('BringForward', 'ob', {
      document: { ...document(), sha256: 'b'.repeat(64) },
      rows: [
        {
          unit: '330104',
          indicator: 'annual',
          ...issued,
          planKind: 'base',
          available: mu(5, 4, 3),
          reserved: mu(4, 3, 2),
          expiresOn: '2017-03-04',
          project: 'Pr-〔1〕x-1',
        },
      ],
    }),
    asked('IssueQuota', 'i', { indicator: 'annual', ...issued, quantity: mu(300, 250, 200) }),
    asked('IssueQuota', 's', { indicator: 'scale', ...issued, quantity: { total: 20_000_000n } }),
    asked('AllocateQuota', 'a', {
      fromUnit: '330000',
      lot: 'i.1',
      to: ['330400', '330100', '330110', '331021'].map((unit) => ({
        unit,
        quantity: mu(30, 25, 20),
      })),
    }),
    asked('AllocateQuota', 'b', {
      fromUnit: '330400',
      lot: 'a.1',
      to: ['330402', '330411'].map((unit) => ({ unit, quantity: mu(10, 8, 6) })),
    }),
    asked('AllocateQuota', 'c', {
      fromUnit: '330000',
      lot: 's.1',
      to: ['330402', '330110'].map((unit) => ({ unit, quantity: { total: 4_000_000n } })),
    }),
  ];
};

const PLAYING: readonly string[] = [
  'u-330100',
  'u-330104',
  'u-330110',
  'u-330400',
  'u-330402',
  'u-330411',
  'u-331000',
  'u-331021',
];
