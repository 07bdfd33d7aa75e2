import { parseAccount, type LedgerEvent, type LotOpened } from '#domain';
import { classify } from '../classification/classify.js';
import { INFLOWS, OUTFLOWS, type Flow } from '../classification/flows.js';
import type { ClerkColumn } from '../balances/clerk-columns.js';

/** One leg as the plain rules see it: no tables, no cells, no indexes. */
export interface PlainLeg {
  readonly revision: number;
  readonly effectiveOn: string;
  readonly unit: string | undefined;
  readonly lot: LotOpened;
  readonly bucket: string;
  readonly flow: Flow;
  readonly account: string;
  readonly reservation: string | undefined;
  readonly quantity: Readonly<Record<string, bigint>>;
  readonly sign: 1n | -1n;
}

/** Every leg of a history that is effective by a day and recorded by a revision. */
export const plainLegs = (
  events: readonly LedgerEvent[],
  asOf: string,
  revision: number,
): PlainLeg[] => {
  const lots = new Map<string, LotOpened>();
  const legs: PlainLeg[] = [];
  events.slice(0, revision + 1).forEach((event, at) => {
    for (const lot of event.data.lots) lots.set(lot.lot, lot);
    for (const posting of event.data.postings) {
      const { from, to, quantity, reservation } = posting;
      const effectiveOn = posting.effectiveOn ?? event.data.effectiveOn;
      if (effectiveOn > asOf) continue;
      const [a, b] = [parseAccount(from), parseAccount(to)];
      const reversal = event.type === 'EntryReversed';
      const flows = reversal ? classify(event.data.entryType, b, a) : classify(event.type, a, b);
      const sides = [
        [a, from, reversal ? flows.to : flows.from, -1n],
        [b, to, reversal ? flows.from : flows.to, 1n],
      ] as const;
      for (const [ref, account, flow, sign] of sides) {
        const lot = lots.get(ref.lot);
        if (lot === undefined) throw new Error(`no lot ${ref.lot}`);
        const { unit, bucket } = ref;
        legs.push({
          revision: at,
          effectiveOn,
          unit,
          lot,
          bucket,
          flow,
          account,
          reservation,
          quantity,
          sign,
        });
      }
    }
  });
  return legs;
};

const OWED = ['overused', 'advance', 'debt'];

/** A column of the clerk's table, by component. */
export const plainColumn = (
  legs: readonly PlainLeg[],
  column: ClerkColumn,
  components: readonly string[],
): bigint[] => {
  const isFlow = [...INFLOWS, ...OUTFLOWS].some((flow) => flow === column);
  const shown = OUTFLOWS.some((flow) => flow === column) || OWED.includes(column) ? -1n : 1n;
  return components.map((name) => {
    let sum = 0n;
    for (const { flow, bucket, quantity, sign } of legs) {
      if ((isFlow ? flow : bucket) === column) sum += shown * sign * (quantity[name] ?? 0n);
    }
    return sum;
  });
};
