import { randomUUID } from 'node:crypto';
import type { LedgerCommand, Refusal } from '#domain';
import { RevisionConflict, type EventStore, type ExpectedRevision } from '#event-store';
import type { Submission } from '#event-store';
import { canonicalText } from './canonical.js';

/** Stream of what the rules refused to a province's ledger. */
export const refusalStream = (province: string): string => `refusals-${province}`;

export interface RefusalRecorderOptions {
  readonly store: Pick<EventStore, 'append'>;
  readonly clock: () => Date;
  /** Told when refusals could not be written; they are lost then, which is allowed. */
  readonly onLost?: (error: unknown, count: number) => void;
}

/** A burst of wrong requests must neither fill the log nor the memory. */
const PER_SECOND_MAX = 50;
const WAITING_MAX = 500;
/** Of their texts: what is refused repeats what was asked, which may be long. */
const WAITING_CHARACTERS_MAX = 1024 * 1024;
/** Of one caller: as evidence more of the same says nothing, and it is kept for ever. */
const PER_CALLER_AND_HOUR_MAX = 200;
const HOUR_MS = 3_600_000;
const TRIES_MAX = 3;

interface Waiting {
  readonly body: string;
}

interface Lane {
  expected: ExpectedRevision;
  readonly waiting: Waiting[];
  /** Characters of what waits and of what is being written. */
  held: number;
  /** Refusals that were not kept since the last one that was. */
  leftOut: number;
  second: number;
  inSecond: number;
  hour: number;
  /** Kept in this hour, by who asked. */
  readonly ofCaller: Map<string, number>;
  writing: Promise<void> | undefined;
}

/**
 * Keeps what the rules refused as evidence, beside the ledger and never in its way: called after the answer, bounded,
 * and lost when the process crashes. Missing rights and malformed bodies are not evidence of this kind, and what is asked
 * of a suspended ledger is not judged: nothing at all is written about a ledger while it is suspended.
 */
export class RefusalRecorder {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly options: RefusalRecorderOptions) {}

  /** `revision` is that of the ledger the refusal was decided against. */
  record(
    ledger: string,
    { key, digest, command }: Submission<LedgerCommand>,
    refusal: Refusal,
    revision: bigint | undefined,
  ): void {
    if (refusal.code === 'not-permitted' || refusal.code === 'posting-suspended') return;
    const lane = this.laneOf(ledger);
    const now = this.options.clock();
    if (!admit(lane, now, command.data.actor.id)) {
      lane.leftOut += 1;
      return;
    }
    const body = canonicalText({
      entryId: key,
      commandDigest: digest,
      kind: command.kind,
      actorId: command.data.actor.id,
      code: refusal.code,
      facts: refusal.facts,
      ...(revision === undefined ? {} : { ledgerRevision: String(revision) }),
      refusedAt: now.toISOString(),
      ...(lane.leftOut === 0 ? {} : { leftOutBefore: lane.leftOut }),
    });
    if (lane.held + body.length > WAITING_CHARACTERS_MAX) {
      lane.leftOut += 1;
      return;
    }
    lane.leftOut = 0;
    lane.held += body.length;
    lane.waiting.push({ body });
    lane.writing ??= this.write(ledger, lane);
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    for (const { writing } of this.lanes.values()) await writing;
  }

  private laneOf(ledger: string): Lane {
    const known = this.lanes.get(ledger);
    if (known !== undefined) return known;
    const lane: Lane = {
      ...{ expected: 'no-stream', waiting: [], held: 0, leftOut: 0 },
      ...{ second: 0, inSecond: 0, hour: 0, ofCaller: new Map(), writing: undefined },
    };
    this.lanes.set(ledger, lane);
    return lane;
  }

  private async write(ledger: string, lane: Lane): Promise<void> {
    // After the answer: what is refused meanwhile goes into the same append.
    await Promise.resolve();
    while (lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0);
      try {
        await this.append(ledger, lane, batch);
      } catch (error) {
        lane.leftOut += batch.length;
        this.options.onLost?.(error, batch.length);
      }
      for (const { body } of batch) lane.held -= body.length;
    }
    lane.writing = undefined;
  }

  private async append(ledger: string, lane: Lane, batch: readonly Waiting[]): Promise<void> {
    const events = batch.map(({ body }) => ({
      id: randomUUID(),
      type: 'RefusalRecorded',
      body,
      metadata: '{"schemaVersion":1}',
    }));
    for (let tries = 1; ; tries += 1) {
      try {
        const { revision } = await this.options.store.append(
          refusalStream(ledger),
          events,
          lane.expected,
        );
        lane.expected = revision;
        return;
      } catch (error) {
        // Another process writes the same stream; the order between them means nothing.
        if (!(error instanceof RevisionConflict) || tries === TRIES_MAX) throw error;
        lane.expected = error.actual;
      }
    }
  }
}

const admit = (lane: Lane, now: Date, caller: string): boolean => {
  const second = Math.floor(now.getTime() / 1_000);
  if (second !== lane.second) {
    lane.second = second;
    lane.inSecond = 0;
  }
  if (lane.inSecond >= PER_SECOND_MAX || lane.waiting.length >= WAITING_MAX) return false;
  const hour = Math.floor(now.getTime() / HOUR_MS);
  if (hour !== lane.hour) {
    lane.hour = hour;
    lane.ofCaller.clear();
  }
  const ofCaller = lane.ofCaller.get(caller) ?? 0;
  if (ofCaller >= PER_CALLER_AND_HOUR_MAX) return false;
  lane.ofCaller.set(caller, ofCaller + 1);
  lane.inSecond += 1;
  return true;
};
