import { parseDay, type Day } from '#domain';
import { openedLedger, World, ZHEJIANG, province } from '#domain/testing';
import { DaysAhead } from './days-ahead.js';

const on = (date: string): Day => {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError(date);
  return day;
};

describe('H-13 days-ahead', () => {
  it('days pass up to forty at once, and no further until the date is confirmed', () => {
    const { state } = openedLedger({ opensOn: '2017-06-01', day: '2017-06-30' });
    const ahead = new DaysAhead(undefined);
    expect(ahead.mayFollow('ledger-330000', state, on('2017-08-09'))).toBe(true);
    expect(ahead.mayFollow('ledger-330000', state, on('2017-08-10'))).toBe(false);
    expect(ahead.sentences).toEqual([
      'ledger-330000 stands at 2017-06-30 and the clock of this machine says 2017-08-10: no day is posted. ' +
        'If the clock is right, start with MULEDGER_DAYS_CONFIRMED=2017-08-10; if not, set the clock and start again.',
    ]);
    expect(ahead.mayFollow('ledger-330000', state, on('2017-07-01'))).toBe(true);
    expect(ahead.sentences).toEqual([]);
    const confirmed = new DaysAhead(on('2017-08-10'));
    expect(confirmed.mayFollow('ledger-330000', state, on('2017-08-10'))).toBe(true);
    expect(confirmed.mayFollow('ledger-330000', state, on('2018-08-10'))).toBe(false);
  });

  it('a ledger that is opened now for days long ago catches up by itself', () => {
    const world = new World().post({
      kind: 'OpenLedger',
      data: {
        ...{ entryId: 'open', actor: province, province: ZHEJIANG, clock: 'wall' },
        ...{ effectiveOn: '2017-01-01', opensOn: '2017-01-01' },
      },
    });
    // The world records everything on this day.
    expect(new DaysAhead(undefined).mayFollow('l', world.state, on('2030-01-01'))).toBe(true);
    expect(new DaysAhead(undefined).mayFollow('l', world.state, on('2030-03-01'))).toBe(false);
  });
});
