import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sequencer, type EventStore } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import {
  cachedVerifier,
  createLogger,
  createMetrics,
  openLocalIssuer,
  systemClock,
  type Role,
} from '#platform';
import { Pool } from 'pg';
import type { ApiDependencies } from '../../apps/api/src/api-dependencies.js';
import { DescribedAnswers } from './described-answers.js';
import { createApi } from '../../apps/api/src/create-api.js';
import { createEntryDoor, type EntryDoor } from '../../apps/api/src/create-entry-door.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the answer; undefined when it is none. */
  readonly body: unknown;
}

export interface Asked {
  readonly method?: string;
  /** Who asks: `role`, or `role@unit`, with `#sub` behind it. Nobody when absent. */
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP door on a real port, over a log in memory, with tokens of its own issuer. */
export interface Door {
  readonly url: string;
  readonly store: EventStore;
  /** The same door for who comes another way. */
  readonly entries: EntryDoor;
  /** What it wrote to its log. */
  readonly logged: string[];
  token(who: string, ttl?: number): Promise<string>;
  ask(path: string, asked?: Asked): Promise<Answer>;
  /** Posts an entry under a key. */
  post(as: string, path: string, key: string, body: unknown): Promise<Answer>;
  close(): Promise<void>;
}

export const openDoor = async (others: Partial<ApiDependencies> = {}): Promise<Door> => {
  const dir = await mkdtemp(join(tmpdir(), 'muledger-door-'));
  const issuer = await openLocalIssuer(dir);
  const store = others.store ?? new MemoryEventStore();
  const logged: string[] = [];
  const app = await createApi({
    store,
    sequencer: new Sequencer({ store, model: ledgerModel, clock: systemClock }),
    tokens: cachedVerifier(issuer, { tokensMax: 1_000, clock: systemClock }),
    clock: systemClock,
    logger: createLogger({
      level: 'info',
      format: 'json',
      destination: { write: (line) => void logged.push(line) },
    }),
    metrics: createMetrics(),
    // Nobody listens there: a door that reads brings a database of its own.
    readModels: new Pool({ host: '127.0.0.1', port: 1 }),
    readiness: [],
    ...others,
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const answers = await DescribedAnswers.read();
  const tokens = new Map<string, string>();

  const token = (who: string, ttl = 3_600): Promise<string> => {
    const [place = '', sub] = who.split('#');
    const [role = '', unit] = place.split('@');
    return issuer.issueToken({
      sub: sub ?? `${role}-1`,
      name: '测试',
      role: role as Role,
      ...(unit === undefined ? {} : { unit }),
      ttl,
    });
  };
  const tokenOf = async (who: string): Promise<string> => {
    const known = tokens.get(who) ?? (await token(who));
    tokens.set(who, known);
    return known;
  };
  const ask = async (path: string, { method, as, body, headers }: Asked = {}): Promise<Answer> => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const answer = await fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...json,
        ...(as === undefined ? {} : { authorization: `Bearer ${await tokenOf(as)}` }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    // Not `text()`, which would take the byte order mark of a table away.
    const text = Buffer.from(await answer.arrayBuffer()).toString();
    const isJson = /json(;|$)/.test(answer.headers.get('content-type') ?? '');
    const { status } = answer;
    answers.check({
      ...{ method: method ?? (body === undefined ? 'GET' : 'POST'), path, status },
      contentType: answer.headers.get('content-type') ?? '',
      body: isJson ? JSON.parse(text) : undefined,
    });
    return { status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
  return {
    url,
    store,
    entries: createEntryDoor(app),
    logged,
    token,
    ask,
    post: (as, path, key, body) => ask(path, { as, body, headers: { 'idempotency-key': key } }),
    close: async () => {
      await app.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
