import type { LedgerCommand } from '../commands.js';
import {
  accepted,
  allocatedLedger,
  asked,
  city,
  codeOf,
  dayJob,
  operator,
  refusalOf,
  release,
  reserve,
  without,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'SuspendPosting'>>[2]>;
const suspend = (world: World, data: Data = {}): LedgerCommand =>
  without(
    asked(world, 'SuspendPosting', { entryId: 'sus', reason: '系统迁移', ...data }),
    'document',
  );
const resume = (world: World, data: Data = {}): LedgerCommand =>
  without(
    asked(world, 'ResumePosting', { entryId: 'res', reason: '迁移完成', ...data }),
    'document',
  );
const suspended = (): World => {
  const world = allocatedLedger();
  return world.post(reserve(world), suspend(world, { actor: operator }));
};

describe('suspendPosting (暂停登记)', () => {
  it('moves nothing and says why; no document is needed', () => {
    const world = allocatedLedger();
    const event = accepted(world, suspend(world, { actor: operator }), 'PostingSuspended');
    expect(event.data).toMatchObject({
      ...{ reason: '系统迁移', postings: [], lots: [] },
      actor: { id: 'o-1', role: 'operator', unitId: 'u-330000' },
    });
  });

  it('is by the province, too', () => {
    const world = allocatedLedger();
    world.post(suspend(world));
    world.post(resume(world));
  });

  it('tells everybody who did it, when and why, before anything else is judged', () => {
    const world = suspended();
    const told = {
      code: 'posting-suspended',
      facts: {
        ...{ suspension: 'sus', by: 'o-1', unit: 'u-330000', reason: '系统迁移' },
        since: '2030-01-01T00:00:00.000Z',
      },
    };
    const commands: readonly LedgerCommand[] = [
      release(world),
      release(world, { entryId: '文号', effectiveOn: '2017-02-30', replaces: 'nobody' }),
      asked(world, 'AdvanceDay', { entryId: 'day', date: '2017-07-01', actor: dayJob }),
      suspend(world, { entryId: 'again' }),
    ];
    for (const command of commands) expect(refusalOf(world, command)).toEqual(told);
  });

  it.each([
    ['a day to come', { effectiveOn: '2017-07-01' }, 'effective-in-future'],
    ['a city', { actor: city('330400') }, 'not-permitted'],
    ['the day job', { actor: dayJob }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, suspend(world, data))).toBe(code);
  });
});

describe('resumePosting (恢复登记)', () => {
  it('names the suspension that ends; posting goes on where it stood', () => {
    const world = suspended();
    const event = accepted(world, resume(world, { actor: operator }), 'PostingResumed');
    expect(event.data).toMatchObject({ suspension: 'sus', reason: '迁移完成', postings: [] });
    world.post(release(world));
    world.post(suspend(world, { entryId: 'sus-2' }));
    expect(refusalOf(world, release(world, { entryId: 'x' })).facts).toMatchObject({
      suspension: 'sus-2',
      by: 'p-1',
    });
  });

  it('is refused where nothing is suspended', () => {
    const world = allocatedLedger();
    expect(codeOf(world, resume(world))).toBe('posting-not-suspended');
    world.post(suspend(world), resume(world));
    expect(codeOf(world, resume(world, { entryId: 'res-2' }))).toBe('posting-not-suspended');
  });

  it.each([
    ['a day to come', { effectiveOn: '2017-07-01' }, 'effective-in-future'],
    ['a city', { actor: city('330400') }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    expect(codeOf(suspended(), resume(suspended(), data))).toBe(code);
  });
});
