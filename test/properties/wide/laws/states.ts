import type { LedgerState } from '#domain';
import type { Rules } from '../../rules.js';
import { lotOf } from '../reservation-book.js';
import type { House } from '../house.js';
import { isNothing, NOTHING, plus, quantityIn, type Amounts } from '../amounts.js';
import { LawBroken } from './law-broken.js';

/** The state that lives, the one that the log alone tells and the one from a snapshot are the same, and the book's. */
export const sameStates = async (house: House, rules: Rules): Promise<void> => {
  const { ledgerModel } = rules.stream;
  const live = await house.state((state) => portraitOf(state, rules));
  const replayed = ledgerModel.initialState();
  let restored = ledgerModel.initialState();
  let at = 0;
  const half = Math.floor(house.book.events.length / 2);
  for await (const recorded of house.store.readStream(house.stream, 0n, 'forwards')) {
    const event = ledgerModel.decode(recorded);
    ledgerModel.fold(replayed, event, recorded.revision);
    ledgerModel.fold(restored, event, recorded.revision);
    at += 1;
    // Through a snapshot in the middle of the log.
    if (at === half) restored = ledgerModel.restore([...ledgerModel.snapshot(restored)]);
  }
  same('a replay', portraitOf(replayed, rules), live);
  same('a snapshot and the entries after it', portraitOf(restored, rules), live);
  await house.state((state) => asInTheBook(state, house, rules));
  await house.state((state) => withinReach(state, house, rules));
};

const same = (what: string, is: string, should: string): void => {
  if (is !== should) throw new LawBroken(`${what} differs: ${differenceOf(is, should)}`);
};

const differenceOf = (is: string, should: string): string => {
  const [a, b] = [is.split('\n'), should.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  return `${a[at]} instead of ${b[at]}`;
};

/** Everything a state knows that has no secret in it, in an order of its own. */
const portraitOf = (state: LedgerState, { stream, domain }: Rules): string => {
  const [front = new Uint8Array()] = stream.ledgerModel.snapshot(state);
  const { tables } = JSON.parse(Buffer.from(front).toString()) as {
    tables: { readonly expiring: readonly [day: string, ids: string[]][] };
  };
  // Which of a day comes first follows from how entries came together; whoever reads them sorts.
  for (const [, ids] of tables.expiring) ids.sort();
  const lines = Object.entries(tables).map(([name, rows]) => {
    const list = Array.isArray(rows) ? rows.map(stream.canonicalText).sort() : [];
    return `${name} ${list.length > 0 ? list.join(' ') : stream.canonicalText(rows)}`;
  });
  for (const [path, { days, balances }] of state.accounts.entries()) {
    const points = days.map((day, i) => `${domain.formatDay(day)} ${balances[i]?.join('/')}`);
    lines.push(`${path} ${points.join(', ')}`);
  }
  return lines.sort().join('\n');
};

/** Balances on all days in open books, what is left of reservations, and what all accounts come to: nothing. */
const asInTheBook = (state: LedgerState, { book }: House, { domain }: Rules): void => {
  const { balanceOn, parseDay } = domain;
  const sums = new Map<string, Amounts>();
  for (const [path, curve] of book.curves) {
    const indicator = book.lots.get(lotOf(path))?.indicator ?? '';
    sums.set(indicator, plus(sums.get(indicator) ?? NOTHING, curve.now()));
    const row = state.accounts.get(path as never);
    for (const { day, balance } of curve.balances()) {
      const parsed = parseDay(day);
      if (parsed === undefined || day < book.closedThrough) continue;
      const width = indicator === 'scale' ? 1 : 3;
      same(
        `${path} on ${day}`,
        balanceOn(row, parsed, width).join(),
        balance.slice(0, width).join(),
      );
    }
  }
  for (const [indicator, sum] of sums) {
    if (!isNothing(sum)) throw new LawBroken(`${indicator} comes to ${sum.join('/')}`);
  }
  const open = book.reservations.stillOpen().map(({ id, unit }) => `${id} of ${unit}`);
  const known = [...state.reservations.entries()].map(([id, { unit }]) => `${id} of ${unit}`);
  same('what is open', known.sort().join('\n'), open.sort().join('\n'));
};

/** What a unit holds can be let go, and what is set aside can be released: nothing is beyond every command. */
const withinReach = (state: LedgerState, { book }: House, { domain, testing }: Rules): void => {
  const common = {
    entryId: 'probe',
    actor: testing.province,
    effectiveOn: book.today,
    document: testing.document(),
  };
  if (!book.isOpen(book.today)) return;
  const probe = (kind: string, body: object): void => {
    const command = { kind, data: { ...common, ...body } } as never;
    const decision = domain.decide(command, state.overlay(), new Map());
    if ('refused' in decision) {
      throw new LawBroken(
        `${kind} is beyond reach: ${JSON.stringify([decision.refused, body], text)}`,
      );
    }
  };
  for (const [path] of book.curves) {
    const [unit, lot = '', bucket] = path.split('/');
    const amount = bucket === 'available' ? book.takable(path, book.today) : NOTHING;
    if (isNothing(amount)) continue;
    const quantity = quantityIn(book.lots.get(lot)?.indicator ?? '', amount);
    probe('LapseQuota', { unit, draws: [{ lot, quantity }] });
  }
  for (const { id, openedOn } of book.reservations.stillOpen()) {
    if (openedOn <= book.today) probe('ReleaseReservation', { reservation: id });
  }
};

const text = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
