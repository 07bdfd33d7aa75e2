import { addDays, dayOfInstant, endOfDay, type LedgerState } from '#domain';
import { ledgerModel } from '#ledger-stream';
import { daysFinding, foreignStreams } from './log.js';

const NOW = new Date('2026-11-28T04:00:00Z');

const stateOn = (behind: number, clock: 'wall' | 'driven' = 'wall'): LedgerState => {
  const state = ledgerModel.initialState();
  const day = addDays(dayOfInstant(NOW.toISOString()), -behind);
  state.head = { ...state.head, opened: true, clock, day, opensOn: addDays(day, -10) };
  state.lastRecordedAt = endOfDay(day);
  return state;
};

describe('H-18 the doctor compares the clock with the log', () => {
  it.each([
    ['a clock that is right', 0, 'ok'],
    ['some days to catch up', 40, 'ok'],
    ['a clock far ahead', 41, 'wrong'],
    ['a clock that is behind', -1, 'wrong'],
  ])('%s', (_, behind, found) => {
    expect(daysFinding('330000', stateOn(behind), NOW)).toMatchObject([{ state: found }]);
  });

  it('names the code and what to do', () =>
    expect(daysFinding('330000', stateOn(365), NOW)[0]?.detail).toMatch(
      /^days-ahead: .* 2025-11-28, .* MULEDGER_DAYS_CONFIRMED=2026-11-28$/,
    ));

  it('not where days are driven', () =>
    expect(daysFinding('330000', stateOn(365, 'driven'), NOW)).toEqual([]));
});

describe('L-07 the doctor names streams that are none of ours', () => {
  const ours = ['ledger-330000', 'refusals-330000'];

  it('not those of a ledger and of what was refused to it', () =>
    expect(foreignStreams(ours)).toEqual([]));

  it('a few of them by name', () => {
    const foreign = Array.from({ length: 7 }, (_, n) => `orders-${n}`);
    expect(foreignStreams([...ours, ...foreign])).toMatchObject([
      {
        state: 'wrong',
        detail: expect.stringMatching(/^7 .* "orders-0", .*"orders-4", 2 more; no other program/),
      },
    ]);
  });
});
