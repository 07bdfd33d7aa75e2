import type { LedgerCommand } from '../commands.js';
import {
  allocatedLedger,
  asked,
  closedYear,
  codeOf,
  frozen,
  policy,
  UNITS,
  type World,
} from '../testing/index.js';

const closed = (): World => {
  const world = allocatedLedger();
  return world.post(
    frozen(world),
    asked(world, 'CloseBooks', { entryId: 'cb', through: '2017-06-15' }),
  );
};
const dated = (command: LedgerCommand, effectiveOn: string): LedgerCommand =>
  ({ kind: command.kind, data: { ...command.data, effectiveOn } }) as LedgerCommand;
const unit = UNITS.find(({ unitId }) => unitId === 'u-330402');
if (unit === undefined) throw new Error('no unit');

describe('H-13 an entry that moves nothing is effective in open books', () => {
  const rows: readonly [string, (world: World) => LedgerCommand][] = [
    ['Freeze', (world) => frozen(world, { entryId: 'f2' })],
    ['Unfreeze', (world) => asked(world, 'Unfreeze', { entryId: 'uf', freeze: 'f', reason: 'x' })],
    ['ClosePlanYear', (world) => closedYear(world, 2016)],
    ['CloseBooks', (world) => asked(world, 'CloseBooks', { entryId: 'c2', through: '2017-06-20' })],
    ['AdoptPolicy', (world) => policy(world, [], 'none')],
    [
      'AnnotateEntry',
      (world) =>
        asked(world, 'AnnotateEntry', {
          entryId: 'an',
          entry: 'a',
          field: 'note',
          is: 'x',
          reason: 'x',
        }),
    ],
    [
      'RegisterUnits',
      (world) =>
        asked(world, 'RegisterUnits', {
          entryId: 'u2',
          units: [{ ...unit, unitId: 'u-330999', code: '330999', from: '2017-01-01' }],
        }),
    ],
    [
      'DefinePlanKind',
      (world) =>
        asked(world, 'DefinePlanKind', { entryId: 'dp', planKind: { id: 'x', title: 'x' } }),
    ],
    ['SuspendPosting', (world) => asked(world, 'SuspendPosting', { entryId: 's', reason: 'x' })],
  ];

  it.each(rows)('%s', (_kind, command) => {
    const world = closed();
    expect(codeOf(world, dated(command(world), '2017-06-15'))).toBe('books-closed');
    expect(codeOf(world, dated(command(world), '2016-01-01'))).toBe('books-closed');
    world.post(dated(command(world), '2017-06-16'));
  });

  it('a version of a known unit does not change the tables of closed days', () => {
    const world = closed();
    const renamed = (from: string) =>
      asked(world, 'RegisterUnits', {
        entryId: `u:${from}`,
        units: [{ ...unit, name: '新南湖区', from }],
      });
    expect(codeOf(world, renamed('2017-06-15'))).toBe('books-closed');
    world.post(renamed('2017-06-16'));
  });

  it('books are not closed before the ledger opens, nor a year before it begins', () => {
    const world = allocatedLedger();
    const books = asked(world, 'CloseBooks', { entryId: 'cb', through: '2016-12-31' });
    expect(codeOf(world, books)).toBe('books-closed');
    expect(codeOf(world, closedYear(world, 2018))).toBe('plan-year-not-begun');
  });

  it('posting is suspended and resumed today, although the books of today are closed', () => {
    const world = closed();
    world.post(
      asked(world, 'CloseBooks', { entryId: 'c2', through: world.today() }),
      asked(world, 'SuspendPosting', { entryId: 's', reason: 'x' }),
      asked(world, 'ResumePosting', { entryId: 'rs', reason: 'x' }),
    );
  });
});
