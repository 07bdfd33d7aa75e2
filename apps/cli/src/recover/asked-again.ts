/** Turns an entry as it was recorded back into the request that made it. */
import { LEDGERS_DAY, type CommandKind } from '#domain';
import { digestOfAsked } from '#ledger-stream';
import {
  codeOf,
  defined,
  inNumbers,
  inTexts,
  Recorded,
  recordOf,
  textOf,
  type Wording,
} from './recorded.js';

/** An entry as "recover" keeps it. */
export interface KeptEntry {
  readonly ledger: string;
  /** Its Idempotency-Key. */
  readonly entry: string;
  /** Type of the event. */
  readonly kind: string;
  readonly revision: string;
  readonly data: Record<string, unknown>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Request {
  /** Below the ledger. */
  readonly route: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether it is, word for word, what was asked: sent again under its key it is the same request. */
  readonly isSame: boolean;
}

const EITHER = [true, false];
const WORDINGS: readonly Wording[] = EITHER.flatMap((validity) =>
  EITHER.flatMap((codes) =>
    EITHER.flatMap((dated) => EITHER.map((filledIn) => ({ validity, codes, dated, filledIn }))),
  ),
);

/** Undefined for an entry that people have to post by hand, because it does not hold all that was asked. */
export const askedAgain = (kept: KeptEntry): Request | undefined => {
  const made = MADE.get(kept.kind);
  const written = WORDINGS.map((wording) => made?.(new Recorded(kept.data, wording)));
  const [full] = written;
  if (!full) return undefined;
  const same = written.find((one) => one && isSame(kept, one));
  const { route, body } = same ?? full;
  return { route, body: body.written, isSame: same !== undefined };
};

interface Made {
  readonly route: string;
  readonly command: CommandKind;
  readonly body: Body;
}

/** A request twice: with its amounts as texts, as it is sent, and as numbers, as it is digested. */
interface Body {
  readonly written: Readonly<Record<string, unknown>>;
  readonly meant: Readonly<Record<string, unknown>>;
}

const isSame = ({ ledger, data, metadata }: KeptEntry, { command, body }: Made): boolean => {
  const { unitId } = recordOf(data['actor']);
  const asked = { effectiveOn: LEDGERS_DAY, ...body.meant };
  return [textOf(unitId), codeOf(unitId)].some(
    (unit) => digestOfAsked(ledger, command, unit, asked) === metadata['commandDigest'],
  );
};

const request = (
  route: string,
  command: CommandKind,
  recorded: Recorded,
  members: Readonly<Record<string, unknown>>,
): Made => {
  const all = { ...recorded.common(), ...members };
  return {
    route,
    command,
    body: { written: recordOf(inTexts(all)), meant: recordOf(inNumbers(all)) },
  };
};

type Make = (recorded: Recorded) => Made | undefined;

/** States what is drawn lot by lot, also where the ledger had picked the lots itself. */
const drawn =
  (
    route: string,
    command: CommandKind,
    buckets: readonly string[],
    members: (recorded: Recorded) => Readonly<Record<string, unknown>>,
  ): Make =>
  (recorded) => {
    const draws = recorded.draws(buckets);
    return draws && request(route, command, recorded, { ...members(recorded), draws });
  };

const plain =
  (route: string, command: CommandKind, ...names: readonly string[]): Make =>
  (recorded) =>
    request(route, command, recorded, recorded.pick(...names));

const MADE: ReadonlyMap<string, Make> = new Map(
  Object.entries<Make>({
    QuotaIssued: (recorded) => {
      const [lot = {}] = recorded.lots;
      const { indicator, planYear, planKind, preIssued } = lot;
      const stated = defined({ indicator, planYear, planKind, preIssued });
      return request('issuances', 'IssueQuota', recorded, {
        ...{ ...recorded.filledIn(recorded.pick('unit')), ...stated, ...recorded.terms(lot) },
        quantity: recorded.received(lot['lot']),
      });
    },
    QuotaSplit: (recorded) =>
      request('splits', 'SplitQuota', recorded, {
        ...recorded.pick('unit', 'lot'),
        parts: recorded.lots.map((lot) => ({
          ...recorded.filledIn({ planKind: lot['planKind'] }),
          ...recorded.terms(lot),
          quantity: recorded.received(lot['lot']),
        })),
      }),
    QuotaAllocated: (recorded) =>
      request('allocations', 'AllocateQuota', recorded, {
        ...recorded.pick('fromUnit', 'lot'),
        to: recorded.lots.map((lot) => ({
          ...{ unit: recorded.unit(lot['unit']), ...recorded.terms(lot) },
          quantity: recorded.received(lot['lot']),
        })),
      }),
    QuotaTransferred: (recorded) =>
      request('transfers', 'TransferQuota', recorded, {
        ...recorded.pick('fromUnit', 'toUnit', 'lot', 'price', 'agreement'),
        quantity: recorded.received(recorded.lots[0]?.['lot']),
      }),
    QuotaReclaimed: drawn('reclaims', 'ReclaimQuota', ['available'], (one) => one.pick('unit')),
    QuotaLapsed: drawn('lapses', 'LapseQuota', ['available'], (one) => one.pick('unit')),
    QuotaReserved: (recorded) => {
      const draws = recorded.draws(['available'])?.map(({ lot, quantity }) => ({ lot, quantity }));
      return (
        draws &&
        request('reservations', 'ReserveQuota', recorded, { ...recorded.reservation(), draws })
      );
    },
    ReservationAmended: (recorded) =>
      request('reservation-amendments', 'AmendReservation', recorded, {
        ...recorded.pick('reservation'),
        ...recorded.amended('expiresOn', 'project'),
      }),
    ReservationReleased: (recorded) => {
      const draws = recorded.draws(['reserved'])?.map(({ lot, quantity }) => ({ lot, quantity }));
      return (
        draws &&
        request('releases', 'ReleaseReservation', recorded, {
          ...recorded.pick('reservation'),
          draws,
        })
      );
    },
    QuotaConsumed: drawn('consumptions', 'ConsumeQuota', ['available', 'reserved'], (one) =>
      one.pick('unit', 'approval', 'project', 'projectClass', 'parcels'),
    ),
    QuotaCarriedOver: (recorded) =>
      request('carry-overs', 'CarryOver', recorded, {
        ...recorded.pick('unit', 'lot', 'toPlanYear'),
        ...recorded.terms({ ...recorded.lots[0], purpose: undefined, project: undefined }),
        quantity: recorded.received(recorded.lots[0]?.['lot']),
      }),
    QuotaFrozen: (recorded) =>
      request('freezes', 'Freeze', recorded, {
        ...recorded.filledIn(recorded.pick('withSubtree', 'exceptions')),
        ...recorded.pick(
          'unit',
          'lot',
          'reason',
          ...(recorded.is('withSubtree') ? ['withSubtree'] : []),
        ),
      }),
    QuotaUnfrozen: plain('unfreezes', 'Unfreeze', 'freeze', 'reason'),
    EntryReversed: plain('reversals', 'ReverseEntry', 'entry', 'reason'),
    EntryAnnotated: plain('annotations', 'AnnotateEntry', 'entry', 'field', 'is', 'reason'),
    BooksClosed: plain('books-closings', 'CloseBooks', 'through'),
    PlanYearClosed: plain('year-closings', 'ClosePlanYear', 'planYear'),
    PlanYearReopened: plain('year-reopenings', 'ReopenPlanYear', 'planYear', 'reason'),
    DayAdvanced: plain('days', 'AdvanceDay', 'date'),
    PostingSuspended: plain('suspensions', 'SuspendPosting', 'reason'),
    PostingResumed: plain('resumptions', 'ResumePosting', 'reason'),
  }),
);
