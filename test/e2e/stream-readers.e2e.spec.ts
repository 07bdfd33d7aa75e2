import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { MemoryEventStore } from '#event-store/memory';
import type { ApiLimits } from '../../apps/api/src/api-dependencies.js';
import { openDoor, type Door } from './door.js';
import { annual, DOCUMENT, issueAndAllocate, LEDGER, openLedger, PROVINCE } from './story.js';

const STREAM = `${LEDGER}/stream`;
const COUNTY = 'county@330402';

/** A log in memory that counts what is asked of it. */
class CountingStore extends MemoryEventStore {
  followers = 0;

  override async *follow(...args: Parameters<MemoryEventStore['follow']>) {
    this.followers += 1;
    try {
      yield* super.follow(...args);
    } finally {
      this.followers -= 1;
    }
  }
}

describe('H-06 the readers of a stream', () => {
  const doors: Door[] = [];
  const sockets: Socket[] = [];
  const open = async (limits: Partial<ApiLimits> = {}, store = new CountingStore()) => {
    const door = await openDoor({ limits, store });
    doors.push(door);
    await openLedger(door, '2017-06-05');
    await issueAndAllocate(door);
    return { door, store };
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(doors.splice(0).map((door) => door.close()));
  });

  /** A connection that has sent its request, and what came over it. */
  const raw = async (door: Door, token: string, { method = 'GET', last = '' } = {}) => {
    const { port } = new URL(door.url);
    const socket = connect(Number(port), '127.0.0.1');
    sockets.push(socket);
    const seen = { text: '', ended: false };
    socket.on('data', (bytes) => (seen.text += bytes.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => (seen.ended = true));
    const id = last === '' ? '' : `Last-Event-ID: ${last}\r\n`;
    socket.write(
      `${method} ${STREAM} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${id}\r\n`,
    );
    return { socket, seen };
  };
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 600; tries += 1) {
      if (await holds()) return;
      await delay(25);
    }
    throw new Error('it did not come to that');
  };
  const ask = (door: Door, as: string, headers: Readonly<Record<string, string>> = {}) => {
    const stop = new AbortController();
    return door.token(as).then(async (token) => {
      const { status } = await fetch(`${door.url}${STREAM}`, {
        signal: stop.signal,
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
      stop.abort();
      return status;
    });
  };
  const idsOf = (text: string): string[] =>
    [...text.matchAll(/"entryId":"([^"]+)"/g)].map(([, id]) => id ?? '');
  const reserve = async (door: Door, count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, (_, i) => `s-${i}`);
    const { status, text } = await door.post(COUNTY, `${LEDGER}/batches`, 'many', {
      atomic: true,
      entries: ids.map((entryId) => ({
        ...{ kind: 'reservations', entryId, unit: '330402', batch: '批次', note: '注'.repeat(500) },
        draws: [{ lot: 'a-1.1', quantity: annual('0.01', '0.01', '0.01') }],
        expiresOn: '2017-12-31',
        effectiveOn: '2017-06-02',
      })),
      document: DOCUMENT,
    });
    if (status !== 200) throw new Error(text);
    return ids;
  };

  it('give their places back, however early they leave', async () => {
    const { door } = await open({ streamReadersMax: 4, streamReadersPerTokenMax: 4 });
    const token = await door.token(COUNTY);
    for (let i = 0; i < 60; i += 1) {
      const { socket } = await raw(door, token);
      await delay(i % 4);
      socket.destroy();
    }
    await until(async () => (await ask(door, COUNTY)) === 200);
    await until(async () => (await metric(door, 'muledger_stream_readers')) === 0);
  });

  it('keep no place with HEAD', async () => {
    const { door } = await open({ streamReadersMax: 2 });
    for (let i = 0; i < 5; i += 1) {
      const head = await door.ask(STREAM, { as: COUNTY, method: 'HEAD' });
      expect([head.status, head.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
    }
    expect(await ask(door, COUNTY)).toBe(200);
  });

  it.each(['-1', 'abc', '1/2', 'r', 'r-1', '01', '1.5', '9'.repeat(30)])(
    'are told that %j is no id of the stream',
    async (last) => {
      const { door } = await open();
      const { status, body } = await door.ask(STREAM, {
        as: COUNTY,
        headers: { 'last-event-id': last, 'accept-language': 'en' },
      });
      expect([status, body]).toMatchObject([400, { code: 'malformed-query' }]);
    },
  );

  it.each(['r4711', '4711'])(
    'H-06 are told when they have seen more than there is: %j',
    async (last) => {
      const { door } = await open();
      const answer = await door.ask(STREAM, { as: COUNTY, headers: { 'last-event-id': last } });
      expect([answer.status, answer.body]).toMatchObject([404, { code: 'revision-not-yet' }]);
    },
  );

  it('have so many places with one token and no more', async () => {
    const { door } = await open({ streamReadersPerTokenMax: 3 });
    const token = await door.token(COUNTY);
    const three = await Promise.all([1, 2, 3].map(() => raw(door, token)));
    await until(() => three.every(({ seen }) => seen.text.includes(' 200 ')));
    const fourth = await raw(door, token);
    await until(() => fourth.seen.text.includes(' 429 '));
    expect(await ask(door, PROVINCE)).toBe(200);
    three[0]?.socket.destroy();
    await until(async () => (await metric(door, 'muledger_stream_readers')) === 2);
    const fifth = await raw(door, token);
    await until(() => fifth.seen.text.includes(' 200 '));
  });

  it('share one follower of the log and hear of every entry once, in order', async () => {
    const { door, store } = await open();
    const token = await door.token(COUNTY);
    const readers = await Promise.all(Array.from({ length: 40 }, () => raw(door, token)));
    await until(() => readers.every(({ seen }) => seen.text.includes(': muledger')));
    expect(store.followers).toBe(1);
    const ids = await reserve(door, 30);
    await until(() => readers.every(({ seen }) => idsOf(seen.text).length >= ids.length));
    for (const { seen } of readers) expect(idsOf(seen.text)).toEqual(ids);
  });

  it('go on where they were, from the log where too little is kept for them', async () => {
    const { door } = await open({ streamBytesMax: 20_000 });
    const token = await door.token(COUNTY);
    const fromStart = await raw(door, token, { last: '0' });
    const ids = await reserve(door, 60);
    await until(() => idsOf(fromStart.seen.text).includes('s-59'));
    const own = idsOf(fromStart.seen.text).filter((id) => id.startsWith('s-'));
    expect(own).toEqual(ids);
    const [, last = ''] =
      /id: (\S+)\nevent: entry\ndata: \{[^\n]*"entryId":"s-20"/.exec(fromStart.seen.text) ?? [];
    const again = await raw(door, token, { last });
    await until(() => idsOf(again.seen.text).length === 39);
    expect(idsOf(again.seen.text)).toEqual(ids.slice(21));
  });

  it('go on after a position, as answers state it and the stream gave it before', async () => {
    const { door } = await open();
    const ids = await reserve(door, 5);
    const { body } = await door.post(COUNTY, `${LEDGER}/reservations`, 'last', {
      ...{ unit: '330402', batch: '批次', expiresOn: '2017-12-31', effectiveOn: '2017-06-02' },
      draws: [{ lot: 'a-1.1', quantity: annual('0.01', '0.01', '0.01') }],
    });
    const { position } = body as { position: string };
    const reader = await raw(door, await door.token(COUNTY), {
      last: String(BigInt(position) - 2n),
    });
    await until(() => idsOf(reader.seen.text).length === 2);
    expect(idsOf(reader.seen.text)).toEqual([ids[4], 'last']);
  });

  it('are gone when their token has ended, whether they read or not', async () => {
    const { door } = await open();
    const token = await door.token(COUNTY, 2);
    const reading = await raw(door, token);
    const stalled = await raw(door, token, { last: '0' });
    stalled.socket.pause();
    await until(() => reading.seen.text.includes(' 200 '));
    await until(() => reading.seen.ended);
    await until(async () => (await metric(door, 'muledger_stream_readers')) === 0);
  });
});

const metric = async (door: Door, name: string): Promise<number> => {
  const { text } = await door.ask('/metrics');
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
};
