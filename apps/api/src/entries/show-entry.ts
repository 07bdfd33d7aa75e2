import {
  encodeEntry,
  parseAccount,
  type Indicator,
  type LedgerEvent,
  type LotOpened,
  type Posting,
  type Quantity,
  type Settlement,
} from '#domain';
import { showAmount, type ShownAmount } from '../answers/show-amount.js';
import { present } from '../present.js';
import type { ReadScope } from '../reads/read-scope.js';

/** An entry as far as a reader may see it. */
export interface ShownEntry {
  readonly [member: string]: unknown;
  readonly entryId: string;
  readonly postings: readonly ShownPosting[];
}

export interface ShownPosting {
  readonly from: string;
  readonly to: string;
  readonly quantity: Readonly<Record<string, ShownAmount>>;
  readonly reservation?: string;
  readonly effectiveOn?: string;
}

/** What entries without postings say is the same for everybody: units, policy, days. */
export const isVisible = ({ data }: LedgerEvent, scope: ReadScope): boolean =>
  scope.seesAll ||
  scope.sees(data.actor.unitId) ||
  (data.postings.length === 0 && data.lots.length === 0 && !('unit' in data)) ||
  ('unit' in data && data.unit !== undefined && scope.sees(data.unit)) ||
  data.postings.some((posting) => scope.seesPosting(posting));

/**
 * The stored entry with its amounts for people. Where one entry serves many units, as an allocation to all counties,
 * each sees its own postings and lots; what is said of all of them together is then left out.
 */
export const showEntry = (
  event: LedgerEvent,
  scope: ReadScope,
  indicators: readonly Indicator[],
): ShownEntry => {
  const { type, schemaVersion, data: stored } = encodeEntry(event);
  const { postings, lots } = event.data;
  const seen = postings.filter((posting) => scope.seesAll || scope.seesPosting(posting));
  const ownLots = lots.filter(({ unit }) => scope.seesAll || scope.sees(unit));
  const isWhole = seen.length === postings.length && ownLots.length === lots.length;
  const { stated, settles: _settles, ...data } = stored;
  return {
    ...data,
    ...(isWhole ? present({ stated, settles: event.data.settles?.map(showSettlement) }) : {}),
    entryId: event.data.entryId,
    entryKind: type,
    schemaVersion,
    ...(isWhole ? {} : { partly: true }),
    lots: ownLots,
    postings: seen.map((posting) => showPosting(posting, lots, indicators)),
  };
};

const showSettlement = ({ kind, id, part }: Settlement) => ({
  kind,
  id,
  ...(part === undefined
    ? {}
    : {
        part: {
          amount: showAmount(BigInt(part.amount), 'area'),
          of: showAmount(BigInt(part.of), 'area'),
        },
      }),
});

const showPosting = (
  { from, to, quantity, reservation, effectiveOn }: Posting,
  lots: readonly LotOpened[],
  indicators: readonly Indicator[],
): ShownPosting => ({
  from,
  to,
  quantity: showQuantity(quantity, indicatorOf({ from, to, quantity }, lots, indicators)),
  ...(reservation === undefined ? {} : { reservation }),
  ...(effectiveOn === undefined ? {} : { effectiveOn }),
});

/** By the lot, where this entry opened it; otherwise by the components, which the stored quantity names. */
const indicatorOf = (
  { from, to, quantity }: Pick<Posting, 'from' | 'to' | 'quantity'>,
  lots: readonly LotOpened[],
  indicators: readonly Indicator[],
): Indicator | undefined => {
  const named = [parseAccount(from).lot, parseAccount(to).lot];
  const opened = lots.find(({ lot }) => named.includes(lot));
  const components = Object.keys(quantity).sort().join();
  return indicators.find(({ id, components: own }) =>
    opened === undefined
      ? own
          .map(({ name }) => name)
          .sort()
          .join() === components
      : id === opened.indicator,
  );
};

const showQuantity = (
  quantity: Quantity,
  indicator: Indicator | undefined,
): Readonly<Record<string, ShownAmount>> =>
  Object.fromEntries(
    Object.entries(quantity).map(([name, amount]) => [
      name,
      showAmount(
        amount,
        indicator?.components.find((component) => component.name === name)?.dimension ?? 'area',
      ),
    ]),
  );
