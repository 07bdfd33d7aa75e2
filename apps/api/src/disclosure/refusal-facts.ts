import type { Fact, LedgerEvent, LedgerState, RefusalFacts } from '#domain';
import { parseAccount } from '#domain';
import { ledgerModel } from '#ledger-stream';
import type { ReadScope } from '../reads/read-scope.js';
import { sightOf } from './entry.js';

/** What a refusal is told against. */
export interface RefusalReader {
  /** `undefined`: the asker sees nothing of this ledger. */
  readonly scope: ReadScope | undefined;
  readonly state: LedgerState;
  /** Every text the asker sent: to hear it again tells nothing. */
  readonly sent: ReadonlySet<string>;
  /** Entries that the facts name, by id. */
  readonly entries: ReadonlyMap<string, LedgerEvent>;
}

/** Facts that name something which belongs to units. */
const ENTRY_FACTS: ReadonlySet<string> = new Set([
  'entry',
  'entryId',
  'consumption',
  'freeze',
  'first',
]);
const LOT_FACTS: ReadonlySet<string> = new Set(['lot', 'advance', 'overUse', 'parent']);
const UNIT_FACTS: ReadonlySet<string> = new Set(['unit', 'of', 'holder', 'fromUnit', 'toUnit']);

/** Facts that tell of the asker, the rules or the ledger as a whole, whatever else a refusal is about. */
const FOR_ALL: ReadonlySet<string> = new Set([
  'action',
  'role',
  'right',
  'policy',
  'field',
  'limit',
  'next',
  'ledgerDay',
  'closedThrough',
  'effectiveOn',
  'asked',
  'component',
  'indicator',
  'planYear',
  'planKind',
  'on',
]);

/** Ids of entries that the facts name: to be found before the facts are disclosed. */
export const entriesNamedIn = (facts: RefusalFacts): string[] => {
  const ids: string[] = [];
  const collect = (name: string, fact: unknown): void => {
    if (Array.isArray(fact)) for (const one of fact) collect(name, one);
    else if (typeof fact === 'string') {
      if (ENTRY_FACTS.has(name) || name === 'dependents' || name === 'entries') ids.push(fact);
    } else if (isRecord(fact)) for (const [key, value] of Object.entries(fact)) collect(key, value);
  };
  for (const [name, fact] of Object.entries(facts)) collect(name, fact);
  return ids;
};

/**
 * The facts of a refusal as far as the asker may know them. A refusal about what the asker does not see tells what was
 * asked, what holds for everybody, and nothing else; of lists it names what the asker sees.
 */
export const discloseFacts = (facts: RefusalFacts, reader: RefusalReader): RefusalFacts => {
  const { scope } = reader;
  // A suspension holds for everybody who posts: who holds the ledger still, since when and why.
  const isOfAll = scope !== undefined && 'suspension' in facts;
  if (scope?.seesAll === true || isOfAll) return facts;
  const isSeen = Object.entries(facts).every(
    ([name, fact]) => typeof fact !== 'string' || seesNamed(name, fact, reader),
  );
  const shown: Record<string, Fact> = {};
  for (const [name, fact] of Object.entries(facts)) {
    const told = disclosed(name, fact, isSeen, reader);
    if (told !== undefined) shown[name] = told;
  }
  return shown;
};

const disclosed = (
  name: string,
  fact: Fact,
  isSeen: boolean,
  reader: RefusalReader,
): Fact | undefined => {
  if (FOR_ALL.has(name)) return fact;
  if (Array.isArray(fact)) {
    const own = fact.filter((one: unknown) => seesItem(name, one, reader));
    return own.length === 0 ? undefined : (own as Fact);
  }
  if (typeof fact === 'string' && reader.sent.has(fact)) return fact;
  return isSeen ? fact : undefined;
};

const seesItem = (list: string, item: unknown, reader: RefusalReader): boolean => {
  if (typeof item === 'string') {
    if (reader.sent.has(item)) return true;
    if (item.includes('/')) return seesUnit(parseAccount(item).unit ?? '', reader);
    return seesNamed(SINGULAR[list] ?? list, item, reader);
  }
  if (!isRecord(item)) return true;
  return Object.entries(item).every(
    ([name, value]) => typeof value !== 'string' || seesNamed(name, value, reader),
  );
};

/** What an item of a list is, where only the name of the list says it. */
const SINGULAR: Readonly<Record<string, string>> = {
  reservations: 'reservation',
  dependents: 'entry',
  entries: 'entry',
  lots: 'lot',
  units: 'unit',
  successors: 'successor',
};

/** Whether something that a fact names may be known to the asker; what is there for nobody may. */
const seesNamed = (name: string, id: string, reader: RefusalReader): boolean => {
  const { state, entries, scope } = reader;
  if (UNIT_FACTS.has(name)) return seesUnit(id, reader);
  if (LOT_FACTS.has(name)) {
    const lot = state.lots.get(id);
    return lot === undefined || seesUnit(lot.unit, reader);
  }
  if (name === 'reservation') {
    const reservation = state.reservations.get(id);
    return reservation === undefined || seesUnit(reservation.unit, reader);
  }
  if (ENTRY_FACTS.has(name)) {
    const entry = entries.get(id);
    // One that is there and was not read is told of to nobody.
    if (entry === undefined)
      return ledgerModel.candidates(state, id).length === 0 && seesNamed('lot', id, reader);
    return scope !== undefined && sightOf(entry, scope) !== 'nothing';
  }
  return true;
};

const seesUnit = (reference: string, { scope, sent }: RefusalReader): boolean => {
  if (scope === undefined) return sent.has(reference);
  const unit = scope.resolve(reference);
  return unit === undefined || scope.sees(unit);
};

const isRecord = (fact: unknown): fact is Readonly<Record<string, unknown>> =>
  typeof fact === 'object' && fact !== null && !Array.isArray(fact);

/** Every text in a command, however deep. */
export const textsIn = (value: unknown, texts = new Set<string>()): ReadonlySet<string> => {
  if (typeof value === 'string') texts.add(value);
  else if (Array.isArray(value)) for (const one of value) textsIn(one, texts);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      texts.add(name);
      textsIn(one, texts);
    }
  return texts;
};
