import { EventEmitter } from 'node:events';
import type { ApiReply } from '../../access/api-request.js';
import { EntryTail, type TailEntry } from './entry-tail.js';
import { StreamReader, type ReaderHost } from './stream-reader.js';

/** A connection whose buffer is full from the first byte on, until it is drained. */
class FullConnection extends EventEmitter {
  writableLength = 0;
  ended = false;
  destroyed = false;
  readonly written: string[] = [];
  write(text: Buffer | string): boolean {
    this.written.push(text.toString());
    this.writableLength += text.length;
    return false;
  }
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

const entry = (revision: bigint): TailEntry =>
  ({
    recorded: { revision, position: String(revision) },
    texts: new Map(),
    bytes: 100,
  }) as unknown as TailEntry;

const open = (expiresAt = 1_000) => {
  let now = 0;
  let held = 0;
  const raw = new FullConnection();
  const tail = new EntryTail('330000');
  const host: ReaderHost = {
    isFull: false,
    textOf: (_, { recorded }) => Buffer.from(`${recorded.revision};`),
    read: (reader) => reader.found([]),
    held: (difference) => (held += difference),
    ask: () => undefined,
  };
  const identity = { sub: '1', name: 'x', role: 'county', unit: 'u', expiresAt } as const;
  const reply = raw as unknown as ApiReply['raw'];
  const reader = new StreamReader(identity, tail, 0n, reply, host, () => now);
  return { reader, raw, tail, held: () => held, pass: (ms: number) => (now += ms) };
};

describe('H-06 a reader of a stream', () => {
  it('is given nothing more while it does not read, and loses nothing by it', () => {
    const { reader, raw, tail, held } = open();
    tail.push(entry(0n));
    reader.step();
    tail.push(entry(1n));
    tail.push(entry(2n));
    reader.step();
    expect(raw.written).toEqual(['0;']);
    expect(held()).toBe(2);
    raw.writableLength = 0;
    raw.emit('drain');
    expect(held()).toBe(0);
    reader.step();
    expect(raw.written).toEqual(['0;', '1;2;']);
  });

  it('is cut off when it has not read for ten seconds', () => {
    const { reader, raw, tail, pass, held } = open();
    tail.push(entry(0n));
    reader.step();
    pass(9_000);
    reader.tend(0);
    expect(raw.destroyed).toBe(false);
    pass(2_000);
    reader.tend(0);
    expect(raw.destroyed).toBe(true);
    reader.gone();
    expect(held()).toBe(0);
  });

  it('ends with its token, and is cut off when it does not take the end', () => {
    const { reader, raw, pass } = open(5);
    reader.tend(4_999);
    expect(raw.ended).toBe(false);
    reader.tend(5_000);
    expect(raw.ended).toBe(true);
    pass(2_001);
    reader.tend(7_001);
    expect(raw.destroyed).toBe(true);
  });

  it('takes from the store what the tail does not hold any more', () => {
    const { reader, tail } = open();
    for (const revision of [5n, 6n]) tail.push(entry(revision));
    tail.dropOldest();
    expect([tail.at(5n), tail.at(6n)?.recorded.revision, tail.end]).toEqual([undefined, 6n, 7n]);
    reader.step();
    expect(reader.next).toBe(0n);
  });

  it('begins a new tail behind a gap', () => {
    const tail = new EntryTail('330000');
    for (const revision of [1n, 2n, 2n, 9n]) tail.push(entry(revision));
    expect([tail.entries.length, tail.end, tail.bytes]).toEqual([1, 10n, 100]);
  });
});
