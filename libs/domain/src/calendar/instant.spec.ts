import fc from 'fast-check';
import { firstDayOf, formatDay, lastDayOf, type Day } from './day.js';
import { dayOfInstant, endOfDay } from './instant.js';

describe('dayOfInstant', () => {
  it.each([
    ['2021-03-18T15:59:59.999Z', '2021-03-18'],
    ['2021-03-18T16:00:00.000Z', '2021-03-19'],
    ['2021-03-19T00:00:00+08:00', '2021-03-19'],
    ['2021-03-18T23:59:59+08:00', '2021-03-18'],
    ['2021-12-31T16:00Z', '2022-01-01'],
    ['2021-01-01T23:30:00-12:00', '2021-01-02'],
    ['2021-01-01T00:30:00+14:00', '2020-12-31'],
    ['2020-02-28T16:00:00.123456Z', '2020-02-29'],
  ])('%s is %s in Shanghai', (instant, date) => {
    expect(formatDay(dayOfInstant(instant))).toBe(date);
  });

  it.each([
    '',
    '2021-03-18',
    '2021-03-18T16:00:00',
    '2021-03-18 16:00:00Z',
    '2021-02-30T16:00:00Z',
    '2021-03-18T24:00:00Z',
    '2021-03-18T16:60:00Z',
    '2021-03-18T16:00:60Z',
    '2021-03-18T16:00:00+24:00',
    '2021-03-18T16:00:00+08:60',
    '2021-03-18T16:00:00+0800',
  ])('refuses %j', (text) => {
    expect(() => dayOfInstant(text)).toThrow(RangeError);
  });

  it('agrees with the time zone database from 1992 on', () => {
    const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
    const instant = fc.date({
      min: new Date('1992-01-01T00:00:00Z'),
      max: new Date('2190-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, (at) => {
        expect(formatDay(dayOfInstant(at.toISOString()))).toBe(shanghai.format(at));
      }),
    );
  });
});

describe('endOfDay', () => {
  it('is the last instant of that day', () => {
    const anyDay = fc.integer({ min: firstDayOf(1900), max: lastDayOf(2199) });
    fc.assert(
      fc.property(anyDay, (n) => {
        const end = endOfDay(n as Day);
        expect(dayOfInstant(end)).toBe(n);
        const next = new Date(Date.parse(end) + 1).toISOString();
        if (n < lastDayOf(2199)) expect(dayOfInstant(next)).toBe(n + 1);
      }),
    );
  });
});
