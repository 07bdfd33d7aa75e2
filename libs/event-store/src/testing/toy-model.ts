import type { RecordedEvent, StreamRevision } from '../event-store.js';
import { eventId } from '../sequencer/event-id.js';
import type { Cited, Decision, Stamp, StreamModel, Submission } from '../stream-model.js';

/**
 * Named counters that must not go below zero: the smallest stream with a rule, citations, and
 * commands that are defects.
 */
export type ToyCommand =
  | {
      readonly kind: 'add';
      readonly key: string;
      readonly counter: string;
      readonly amount: number;
    }
  | { readonly kind: 'undo'; readonly key: string; readonly revision: StreamRevision }
  | { readonly kind: 'break'; readonly key: string; readonly where: BreakPlace };

export type BreakPlace = 'needs' | 'decide' | 'encode' | 'fold';

export interface ToyEvent {
  readonly key: string;
  readonly counter: string;
  readonly amount: number;
  readonly undoes?: string;
  readonly recordedAt: string;
  readonly breaks?: BreakPlace;
}

export interface ToyRefusal {
  readonly code: 'overdrawn' | 'no-such-entry' | 'already-undone' | 'key-reused';
  readonly key: string;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : Number(a > b);

export class ToyState {
  private readonly balances = new Map<string, number>();
  private readonly posted = new Map<string, readonly StreamRevision[]>();
  private readonly undone = new Set<string>();

  private merged = false;

  constructor(private under?: ToyState) {}

  /** A merged overlay has nothing of its own any more: one made on top of it looks past it. */
  private get base(): ToyState | undefined {
    while (this.under?.merged) this.under = this.under.under;
    return this.under;
  }

  balance(counter: string): number {
    return this.balances.get(counter) ?? this.base?.balance(counter) ?? 0;
  }

  postedAt(fingerprint: string): readonly StreamRevision[] {
    return [...(this.posted.get(fingerprint) ?? []), ...(this.base?.postedAt(fingerprint) ?? [])];
  }

  isUndone(revision: string): boolean {
    return this.undone.has(revision) || (this.base?.isUndone(revision) ?? false);
  }

  fold(fingerprint: string, event: ToyEvent, revision: StreamRevision): void {
    this.balances.set(event.counter, this.balance(event.counter) + event.amount);
    if (event.breaks === 'fold') throw new Error(`broken in fold: ${event.key}`);
    this.posted.set(fingerprint, [...(this.posted.get(fingerprint) ?? []), revision]);
    if (event.undoes !== undefined) this.undone.add(event.undoes);
  }

  mergeIntoBase(): void {
    const { base } = this;
    if (!base) throw new Error('only an overlay is merged');
    for (const [counter, balance] of this.balances) base.balances.set(counter, balance);
    for (const [fingerprint, at] of this.posted)
      base.posted.set(fingerprint, [...(base.posted.get(fingerprint) ?? []), ...at]);
    for (const revision of this.undone) base.undone.add(revision);
    this.merged = true;
    for (const own of [this.balances, this.posted, this.undone]) own.clear();
  }

  toJSON(): ToySnapshot {
    return {
      balances: [...this.balances].sort(byKey),
      posted: [...this.posted]
        .map(([key, at]): [string, string[]] => [key, at.map(String)])
        .sort(byKey),
      undone: [...this.undone].sort(),
    };
  }

  static from({ balances, posted, undone }: ToySnapshot): ToyState {
    const state = new ToyState();
    for (const [counter, balance] of balances) state.balances.set(counter, balance);
    for (const [key, at] of posted) state.posted.set(key, at.map(BigInt));
    for (const revision of undone) state.undone.add(revision);
    return state;
  }
}

interface ToySnapshot {
  readonly balances: [string, number][];
  readonly posted: [string, string[]][];
  readonly undone: string[];
}

export type ToyModel = StreamModel<ToyCommand, ToyEvent, ToyState, ToyRefusal>;

export interface ToyModelOptions {
  /** Weak ones let two keys collide. Default: the key itself. */
  readonly fingerprint?: (key: string) => string;
  readonly foldVersion?: string;
}

export function toyModel({
  fingerprint = (key) => key,
  foldVersion = 'toy-1',
}: ToyModelOptions = {}): ToyModel {
  return {
    foldVersion,
    initialState: () => new ToyState(),
    overlay: (base) => new ToyState(base),
    merge: (overlay) => overlay.mergeIntoBase(),
    fold: (state, event, revision) => state.fold(fingerprint(event.key), event, revision),
    candidates: (state, key) => state.postedAt(fingerprint(key)),
    needs: (_state, command) => {
      breakAt('needs', command);
      return command.kind === 'undo' ? [command.revision] : [];
    },
    decide,
    keyReused: (key) => ({ code: 'key-reused', key }),
    stamp: (event, { recordedAt }) => ({ ...event, recordedAt }),
    recordedAt: ({ recordedAt }) => recordedAt,
    encode,
    decode: ({ body }) => JSON.parse(body) as ToyEvent,
    identity: ({ body, metadata }) => ({
      key: (JSON.parse(body) as ToyEvent).key,
      digest: (JSON.parse(metadata) as { digest: string }).digest,
    }),
    *snapshot(state) {
      const bytes = Buffer.from(JSON.stringify(state));
      yield bytes.subarray(0, bytes.length >> 1);
      yield bytes.subarray(bytes.length >> 1);
    },
    restore: (chunks) => ToyState.from(JSON.parse(Buffer.concat(chunks).toString()) as ToySnapshot),
  };
}

function decide(
  state: ToyState,
  command: ToyCommand,
  cited: Cited<ToyEvent>,
): Decision<ToyEvent, ToyRefusal> {
  breakAt('decide', command);
  const { key } = command;
  if (command.kind === 'break')
    return { accepted: { key, counter: 'x', amount: 1, recordedAt: '', breaks: command.where } };
  if (command.kind === 'add') return accept(state, command);
  const original = cited.get(command.revision);
  if (!original) return { refused: { code: 'no-such-entry', key } };
  const undoes = String(command.revision);
  if (state.isUndone(undoes)) return { refused: { code: 'already-undone', key } };
  const { counter, amount } = original;
  return accept(state, { key, counter, amount: 0 - amount, undoes });
}

function accept(
  state: ToyState,
  { key, counter, amount, undoes }: Omit<ToyEvent, 'recordedAt' | 'breaks'>,
): Decision<ToyEvent, ToyRefusal> {
  if (state.balance(counter) + amount < 0) return { refused: { code: 'overdrawn', key } };
  const accepted = { key, counter, amount, recordedAt: '' };
  return { accepted: undoes === undefined ? accepted : { ...accepted, undoes } };
}

function encode(event: ToyEvent, { commandDigest }: Stamp) {
  if (event.breaks === 'encode') throw new Error(`broken in encode: ${event.key}`);
  return {
    id: eventId('toy', event.key, commandDigest),
    type: 'Added',
    body: JSON.stringify(event),
    metadata: JSON.stringify({ digest: commandDigest }),
  };
}

function breakAt(place: BreakPlace, command: ToyCommand): void {
  if (command.kind === 'break' && command.where === place)
    throw new Error(`broken in ${place}: ${command.key}`);
}

export const add = (key: string, amount: number, counter = 'c'): Submission<ToyCommand> => ({
  key,
  digest: `add ${counter} ${amount}`,
  command: { kind: 'add', key, counter, amount },
});

export const undo = (key: string, revision: StreamRevision): Submission<ToyCommand> => ({
  key,
  digest: `undo ${revision}`,
  command: { kind: 'undo', key, revision },
});

export const broken = (key: string, where: BreakPlace): Submission<ToyCommand> => ({
  key,
  digest: `break ${where}`,
  command: { kind: 'break', key, where },
});

/** What a stream says when it is folded from its first event, without any sequencer. */
export async function foldedFrom(
  events: AsyncIterable<RecordedEvent>,
  model: ToyModel = toyModel(),
): Promise<ToyState> {
  const state = model.initialState();
  for await (const recorded of events) model.fold(state, model.decode(recorded), recorded.revision);
  return state;
}
