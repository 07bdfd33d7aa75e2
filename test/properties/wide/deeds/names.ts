import type { Book } from '../book.js';

/** Names that objects have by themselves; all but the last are entry ids like any others. */
export const OF_OBJECTS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/**
 * How an entry is called. Nearly always as anybody would; else as the system, a lot or a reservation is called, or will be.
 */
export const namedBy = (name: number, serial: number, book: Book): string => {
  if (name === 0) return `e${serial}`;
  const way = WAYS[name % WAYS.length];
  return way?.(Math.floor(name / WAYS.length), serial, book) ?? `e${serial}`;
};

type Way = (pick: number, serial: number, book: Book) => string | undefined;

const later = (day: string, days: number): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};
const unitOf = (pick: number, book: Book): string => {
  const units = book.units.living();
  return units[pick % units.length] ?? '';
};
const numbered = (pick: number, names: readonly string[]): string | undefined =>
  names[pick % names.length];

const WAYS: readonly Way[] = [
  (pick, _serial, book) => `day:${later(book.today, pick % 4)}`,
  (pick, _serial, book) => `expire:${later(book.today, pick % 5)}`,
  (pick, _serial, book) => `expire:${later(book.today, pick % 5)}:2`,
  (pick, _serial, book) => `reclaim:${later(book.today, pick % 9)}:${unitOf(pick, book)}`,
  (pick, _serial, book) => `lapse:${later(book.today, pick % 9)}:${unitOf(pick, book)}`,
  (pick) => `seal:${pick % 50}`,
  (pick) => `warn:use-deadline:${pick % 5}`,
  (pick) => `approval-lapse:${String(pick % 10).repeat(32)}`,
  (pick) => numbered(pick, OF_OBJECTS),
  (pick) => numbered(pick, OF_OBJECTS),
  () => OF_OBJECTS[0],
  // A lot that an entry to come would open.
  (pick, serial) => `e${serial + 1 + (pick % 3)}.${1 + (pick % 2)}`,
  (pick, _serial, book) => numbered(pick, [...book.lots.keys()]),
  (pick, _serial, book) => numbered(pick, [...book.reservations.sheets.keys()]),
  (pick, _serial, book) => {
    const entry = numbered(
      pick,
      book.events.map(({ data }) => data.entryId),
    );
    return entry === undefined
      ? undefined
      : `${entry}${pick % 2 === 0 ? '.' : '/'}${1 + (pick % 2)}`;
  },
  (pick) => numbered(pick, ['.', '..', 'a/b', '', 'e 1', 'ｅ1', 'E1']),
];
