/** The commands that most tests post, on the ledger of `allocatedLedger` unless they say otherwise. */
import type { LedgerCommand } from '../commands.js';
import { asked, mu } from './builders.js';
import type { World } from './world.js';

type DataOf<K extends LedgerCommand['kind']> = Extract<LedgerCommand, { readonly kind: K }>['data'];

/** 100 亩 of lot `a.1` for project p-1 until the end of the year, as `r`. */
export const reserve = (world: World, data: Partial<DataOf<'ReserveQuota'>> = {}): LedgerCommand =>
  asked(world, 'ReserveQuota', {
    entryId: 'r',
    unit: '330402',
    ...(data.automatic === undefined ? { draws: [{ lot: 'a.1', quantity: mu(100) }] } : {}),
    ...(data.batch === undefined ? { project: 'p-1' } : {}),
    expiresOn: '2017-12-31',
    ...data,
  });

export const release = (
  world: World,
  data: Partial<DataOf<'ReleaseReservation'>> = {},
): LedgerCommand =>
  asked(world, 'ReleaseReservation', { entryId: 'rl', reservation: 'r', ...data });

/** 100 亩 of what is available in lot `a.1` under approval 0012, as `c`. */
export const consume = (
  world: World,
  data: Partial<DataOf<'ConsumeQuota'>> = {},
): LedgerCommand => {
  const effectiveOn = data.effectiveOn ?? world.today();
  return asked(world, 'ConsumeQuota', {
    entryId: 'c',
    unit: '330402',
    ...(data.automatic === undefined ? { draws: [{ lot: 'a.1', quantity: mu(100) }] } : {}),
    approval: { number: '浙土字A〔2017〕-0012', date: effectiveOn },
    ...data,
  });
};

/** 100 亩 of the province's lot `i.1` to 南湖, as `b`. */
export const allocate = (
  world: World,
  data: Partial<DataOf<'AllocateQuota'>> = {},
): LedgerCommand =>
  asked(world, 'AllocateQuota', {
    entryId: 'b',
    fromUnit: '330000',
    lot: 'i.1',
    to: [{ unit: '330402', quantity: mu(100) }],
    ...data,
  });

export const reverse = (
  world: World,
  entry: string,
  data: Partial<DataOf<'ReverseEntry'>> = {},
): LedgerCommand =>
  asked(world, 'ReverseEntry', { entryId: `undo:${entry}`, entry, reason: '误录', ...data });

/** All of what is left of consumption `c` is withdrawn, as `v`. */
export const voidOf = (
  world: World,
  data: Partial<DataOf<'VoidConsumption'>> = {},
): LedgerCommand =>
  asked(world, 'VoidConsumption', {
    entryId: 'v',
    consumption: 'c',
    reason: '批文撤回',
    ...data,
  });

export const frozen = (world: World, data: Partial<DataOf<'Freeze'>> = {}): LedgerCommand =>
  asked(world, 'Freeze', {
    entryId: 'f',
    ...(data.lot === undefined ? { unit: '330402' } : {}),
    reason: '专项督察',
    ...data,
  });

export const closedYear = (world: World, planYear: number, entryId = `y-${planYear}`) =>
  asked(world, 'ClosePlanYear', { entryId, planYear });
