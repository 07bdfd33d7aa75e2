import type { LedgerEvent } from '#domain';
import type { Book } from '../book.js';
import type { Spellings } from '../spelling.js';
import { frozenStays, usedWhileValid } from './freezes.js';
import { LawBroken } from './law-broken.js';
import { Names } from './names.js';
import { givesNothingAway, nothingFreeBesideDebt, owingNow, paysFirst } from './owing.js';
import {
  expiredInTime,
  expiryUndoneOnItsDay,
  inOpenBooks,
  setAsideAsWritten,
  staysOpenedAgain,
  staysTakenBack,
  stillHeld,
  underDeadline,
} from './time.js';
import type { Deadline } from './time.js';
import {
  livingActor,
  nothingBeyondReach,
  onlyToSuccessors,
  owedFirst,
  takenBackByGiver,
} from './units.js';
import { ofOneProject, usedOnce } from './uses.js';

const uphold = (law: string, found: string | undefined): void => {
  if (found !== undefined) throw new LawBroken(`${law}: ${found}`);
};

/** The laws of the ledger, written down without its rules and held against every entry and every day. */
export class Laws {
  private readonly names = new Names();
  private province = '';
  private heldUnderDeadline: readonly string[] = [];

  constructor(
    private readonly book: Book,
    private readonly spellings: Spellings,
  ) {}

  /** Judges an entry and writes it into the book. */
  write(event: LedgerEvent): void {
    const { book, spellings } = this;
    if (event.type === 'LedgerOpened') this.province = event.data.province.unitId;
    const owing = owingNow(book);
    const projects = new Map(
      [...book.reservations.sheets.values()].map(({ id, project }) => [id, project]),
    );
    uphold('one name means one thing', this.names.write(event));
    uphold('closed days stay as they are', inOpenBooks(event, book));
    uphold('an expiry is undone on its day', expiryUndoneOnItsDay(event, book));
    uphold('what was opened again stays', staysOpenedAgain(event, book));
    uphold('what was taken back stays', staysTakenBack(event, book));
    uphold('what is frozen stays', frozenStays(event, book));
    uphold('lots are used while they are valid', usedWhileValid(event, book));
    uphold('an ended unit acts no more', livingActor(event, book));
    uphold('a reservation is of one project', ofOneProject(event, projects, spellings));
    uphold('who owes gives nothing away', givesNothingAway(event, owing, book));
    uphold('the giver takes back', takenBackByGiver(event, book, this.province));
    book.write(event);
    uphold('holdings go to successors', onlyToSuccessors(event));
    uphold('what is owed is made good first', owedFirst(event, book));
    uphold('what comes in pays first', paysFirst(event, book));
    uphold('an approval is used once', usedOnce(book, spellings));
    uphold('nothing is beyond reach', nothingBeyondReach(book));
    uphold('nothing is overdrawn', overdraft(book, event));
  }

  /** Before the ledger does the work of a day. */
  dayBegins(deadline: Deadline): void {
    this.heldUnderDeadline = underDeadline(this.book, deadline);
  }

  /** What the day found is gone; what it moved about itself has until the next day. */
  dayIsDone(): void {
    uphold('the deadline leaves nothing', stillHeld(this.book, this.heldUnderDeadline));
    uphold('what has expired is free', expiredInTime(this.book));
  }

  /** On every day there was. */
  everyDay(): void {
    uphold('reservations are as they are written', setAsideAsWritten(this.book));
    uphold('who owes has nothing free', nothingFreeBesideDebt(this.book));
    uphold('nothing is beyond reach', nothingBeyondReach(this.book));
  }
}

/** The first account that an entry touched which holds less than nothing, or is owed more, on some day. */
const overdraft = (book: Book, { data }: LedgerEvent): string | undefined => {
  const paths = data.postings.flatMap(({ from, to }) => [from, to]);
  for (const path of new Set<string>(paths)) {
    const owes = /\/(source|advance|overused|debt)$/.test(path);
    for (const { day, balance } of book.curve(path).balances()) {
      if (balance.some((one) => (owes ? one > 0n : one < 0n))) return `${path} on ${day}`;
    }
  }
  return undefined;
};
