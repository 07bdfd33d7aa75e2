import fc from 'fast-check';
import {
  addDays,
  addYears,
  firstDayOf,
  formatDay,
  lastDayOf,
  parseDay,
  yearOf,
  type Day,
} from './day.js';

const day = (text: string): Day => {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

describe('parseDay', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['1900-01-01', -25_567],
    ['2000-02-29', 11_016],
    ['2017-03-20', 17_245],
    ['2199-12-31', 84_005],
  ])('reads %s as day %i', (text, number) => {
    expect(parseDay(text)).toBe(number);
    expect(formatDay(day(text))).toBe(text);
  });

  it.each([
    '2017-02-29',
    '1900-02-29',
    '2100-02-29',
    '2017-04-31',
    '2017-00-10',
    '2017-13-01',
    '2017-01-00',
    '2017-01-32',
    '1899-12-31',
    '2200-01-01',
    '2017-1-1',
    '17-01-01',
    '2017/01/01',
    '20170101',
    ' 2017-01-01',
    '2017-01-01\n',
    '2017-01-01T00:00:00Z',
    '２０１７-01-01',
    '',
  ])('refuses %j', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });
});

describe('days', () => {
  it('T-21: two years after 2017-05-10 is 2019-05-10', () => {
    expect(formatDay(addYears(day('2017-05-10'), 2))).toBe('2019-05-10');
  });

  it.each([
    ['2016-02-29', 1, '2017-02-28'],
    ['2016-02-29', 2, '2018-02-28'],
    ['2016-02-29', 4, '2020-02-29'],
    ['2016-02-29', -1, '2015-02-28'],
    ['2096-02-29', 4, '2100-02-28'],
    ['2017-02-28', 3, '2020-02-28'],
    ['2016-12-31', 1, '2017-12-31'],
  ])('%s and %i years is %s', (from, years, to) => {
    expect(formatDay(addYears(day(from), years))).toBe(to);
  });

  it('know their year and its ends', () => {
    expect(formatDay(firstDayOf(2017))).toBe('2017-01-01');
    expect(formatDay(lastDayOf(2017))).toBe('2017-12-31');
    expect(yearOf(lastDayOf(2017))).toBe(2017);
    expect(yearOf(addDays(lastDayOf(2017), 1))).toBe(2018);
  });

  it('are counted in whole numbers', () => {
    expect(() => addDays(day('2017-01-01'), 0.5)).toThrow(RangeError);
    expect(() => addYears(day('2017-01-01'), Number.NaN)).toThrow(RangeError);
    expect(() => firstDayOf(2017.5)).toThrow(RangeError);
  });

  it('follow one another through every date from 1900 to 2199 as the built-in calendar has them', () => {
    const last = lastDayOf(2199);
    let wrong = 0;
    for (let d = firstDayOf(1900); d <= last; d = addDays(d, 1)) {
      const text = formatDay(d);
      if (text !== new Date(d * 86_400_000).toISOString().slice(0, 10)) wrong += 1;
      if (parseDay(text) !== d || yearOf(d) !== Number(text.slice(0, 4))) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  const anyDay = fc.integer({ min: firstDayOf(1900), max: lastDayOf(2199) }).map((n) => n as Day);

  it('move by years into the same month, and back unless it was 29 February', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -50, max: 50 }), (from, years) => {
        const [a, b] = [formatDay(from), formatDay(addYears(from, years))];
        expect(Number(b.slice(0, 4))).toBe(Number(a.slice(0, 4)) + years);
        expect(b.slice(5)).toBe(a.endsWith('02-29') && !b.endsWith('02-29') ? '02-28' : a.slice(5));
      }),
    );
  });

  it('keep their order as text', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        expect(formatDay(a) < formatDay(b)).toBe(a < b);
        expect(addDays(a, b - a)).toBe(b);
      }),
    );
  });
});
