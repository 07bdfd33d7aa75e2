/** A record as the server keeps it. */
export interface StoredRecord {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly position: bigint;
}

export type ProposedRecord = Omit<StoredRecord, 'stream' | 'revision' | 'position'>;

export type Expected = bigint | 'no-stream' | 'any';

export type WriteOutcome =
  | { readonly kind: 'written'; readonly last: bigint; readonly position: bigint }
  | { readonly kind: 'conflict'; readonly current: bigint | undefined }
  | { readonly kind: 'deleted' };

/** A log as it was at a moment. */
export interface LogCopy {
  readonly records: readonly StoredRecord[];
  readonly tombstones: readonly string[];
  /** Where the next record would have gone. */
  readonly end: bigint;
}

/** What a record takes beside its data, so that positions grow as unevenly as those of a file. */
const RECORD_OVERHEAD = 137n;
/** Every so many appends the server writes down something of its own. */
const SYSTEM_RECORD_EVERY = 7;
const DELETED = 2n ** 63n - 1n;

/** The log of the stand-in, in memory: what nodes of one cluster share, and what outlives a restart. */
export class StandInLog {
  readonly records: StoredRecord[] = [];
  private readonly streams = new Map<string, StoredRecord[]>();
  private readonly tombstones = new Set<string>();
  private readonly sleepers = new Set<() => void>();
  private end = 4_096n;
  private appends = 0;

  append(stream: string, proposed: readonly ProposedRecord[], expected: Expected): WriteOutcome {
    if (this.tombstones.has(stream)) return { kind: 'deleted' };
    const recorded = this.streams.get(stream) ?? [];
    const current = BigInt(recorded.length) - 1n;
    const isGone = recorded.length > 0 && this.firstKept(stream) > current;
    let from = expected === 'any' ? current : expected === 'no-stream' ? -1n : expected;
    if (isGone && expected === 'no-stream') {
      // A deleted stream goes on where it ended, and what stood before stays hidden.
      from = current;
      this.setFirstKept(stream, current + 1n);
    }
    if (from < current && isRepeated(recorded, from, proposed)) {
      const last = recorded[Number(from) + proposed.length];
      return { kind: 'written', last: from + size(proposed), position: last?.position ?? 0n };
    }
    if (from !== current)
      return { kind: 'conflict', current: recorded.length === 0 ? undefined : current };
    for (const record of proposed) this.write(stream, record);
    this.appends += 1;
    if (this.appends % SYSTEM_RECORD_EVERY === 0) this.write('$stats-0.0.0.0:2113', systemRecord());
    this.wake();
    return { kind: 'written', last: from + size(proposed), position: this.positionOf(stream) };
  }

  /** What can be read of a stream. */
  visible(stream: string): readonly StoredRecord[] | 'deleted' | undefined {
    if (this.tombstones.has(stream)) return 'deleted';
    const first = Number(this.firstKept(stream));
    const recorded = this.streams.get(stream) ?? [];
    // A long stream is not copied for every page of it.
    const kept = first === 0 ? recorded : recorded.slice(first);
    return kept.length > 0 ? kept : undefined;
  }

  /** Index of the first record that stands at a position or behind it. */
  indexFrom(position: bigint): number {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.records[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Hides what stands before a revision. */
  setFirstKept(stream: string, revision: bigint): void {
    this.write(`$$${stream}`, {
      ...systemRecord(),
      type: '$metadata',
      data: new TextEncoder().encode(`{"$tb":${revision}}`),
    });
  }

  delete(stream: string): void {
    this.setFirstKept(stream, DELETED);
  }

  tombstone(stream: string): void {
    if (this.tombstones.has(stream)) return;
    this.write(stream, { ...systemRecord(), type: '$streamDeleted' });
    this.tombstones.add(stream);
    this.wake();
  }

  /** What a backup or a late follower holds of it now. */
  copy(): LogCopy {
    return { records: [...this.records], tombstones: [...this.tombstones], end: this.end };
  }

  /**
   * Puts an older copy in its place. What is written next takes the places of what is gone. To be called while nobody is
   * connected: a log is not put back under a connection that lives.
   */
  putBack({ records, tombstones, end }: LogCopy): void {
    this.records.splice(0, this.records.length, ...records);
    this.streams.clear();
    for (const record of records) {
      const recorded = this.streams.get(record.stream);
      if (recorded === undefined) this.streams.set(record.stream, [record]);
      else recorded.push(record);
    }
    this.tombstones.clear();
    for (const stream of tombstones) this.tombstones.add(stream);
    this.end = end;
  }

  /** Drops the last records, as a leader does that comes back with what the others never got. */
  truncateTail(count: number): void {
    const { records, tombstones } = this.copy();
    const kept = records.slice(0, Math.max(0, records.length - count));
    const end = records[kept.length]?.position ?? this.end;
    this.putBack({ records: kept, tombstones, end });
  }

  /** Takes records out of the file, as scavenging does with what cannot be read any more. */
  scavenge(gone: (record: StoredRecord) => boolean): void {
    this.records.splice(0, this.records.length, ...this.records.filter((one) => !gone(one)));
  }

  /** Resolves at the next append or when `signal` aborts. */
  nextAppend(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const awake = () => {
        this.sleepers.delete(awake);
        signal.removeEventListener('abort', awake);
        resolve();
      };
      this.sleepers.add(awake);
      signal.addEventListener('abort', awake);
      if (signal.aborted) awake();
    });
  }

  private wake(): void {
    for (const awake of [...this.sleepers]) awake();
  }

  private write(stream: string, record: ProposedRecord): void {
    const recorded = this.streams.get(stream) ?? [];
    const { data, metadata } = record;
    const stored = { ...record, stream, revision: size(recorded), position: this.end };
    this.end += RECORD_OVERHEAD + size(data) + size(metadata);
    recorded.push(stored);
    this.streams.set(stream, recorded);
    this.records.push(stored);
  }

  private positionOf(stream: string): bigint {
    return this.streams.get(stream)?.at(-1)?.position ?? 0n;
  }

  private firstKept(stream: string): bigint {
    const metadata = this.streams.get(`$$${stream}`)?.at(-1);
    const [, first = '0'] = /"\$tb":(\d+)/.exec(new TextDecoder().decode(metadata?.data)) ?? [];
    return BigInt(first);
  }
}

/** Whether these very records stand behind `from` already. The ids alone are looked at. */
const isRepeated = (
  recorded: readonly StoredRecord[],
  from: bigint,
  proposed: readonly ProposedRecord[],
): boolean => proposed.every(({ id }, at) => recorded[Number(from) + 1 + at]?.id === id);

const systemRecord = (): ProposedRecord => ({
  id: crypto.randomUUID(),
  type: '$statsCollected',
  contentType: 'application/json',
  data: new TextEncoder().encode('{"proc-cpu":1}'),
  metadata: new Uint8Array(),
});

const size = (of: { readonly length: number }): bigint => BigInt(of.length);
