import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openLocalIssuer, type LocalIssuer, type Role } from '#platform';
import { createDatabase } from '#testing/postgres';
import type { Answer } from '../e2e/door.js';
import { ServerProcess, type ServerOptions } from './server-process.js';

/** Milliseconds a caller waits for an answer. Longer than the server waits for its database. */
const ANSWER_MS_MAX = 60_000;

/** Server processes over one database, and callers with tokens that all of them accept. */
export class Installation {
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly servers: ServerProcess[] = [];

  private constructor(
    /** Of a superuser, for whoever looks behind the servers. */
    readonly databaseUrl: string,
    private readonly dataDir: string,
    private readonly issuer: LocalIssuer,
    /** Of the EventStoreDB that keeps the log; the database keeps it when absent. */
    readonly eventStoreUrl: string | undefined,
    /** Where the servers find the database: there may be something in between. */
    private readonly serversUrl: string = databaseUrl,
  ) {}

  /** With a database of its own on `postgres`. */
  static async open(
    postgres: { readonly url: string },
    eventStoreUrl?: string,
    through: (databaseUrl: string) => Promise<string> = async (url) => url,
  ): Promise<Installation> {
    const databaseUrl = await createDatabase(postgres);
    const serversUrl = await through(databaseUrl);
    const dataDir = await mkdtemp(path.join(tmpdir(), 'muledger-campaign-'));
    const issuer = await openLocalIssuer(dataDir);
    return new Installation(databaseUrl, dataDir, issuer, eventStoreUrl, serversUrl);
  }

  /** Begins to start a server process, which ends with the installation. */
  begin(
    role: ServerOptions['role'],
    kafka?: string,
    { takesIn }: Pick<ServerOptions, 'takesIn'> = {},
  ): ServerProcess {
    const { serversUrl: databaseUrl, eventStoreUrl, dataDir } = this;
    const server = ServerProcess.begin({
      ...{ role, databaseUrl, eventStoreUrl, dataDir, kafka, takesIn },
    });
    this.servers.push(server);
    return server;
  }

  async start(role: ServerOptions['role'], kafka?: string): Promise<ServerProcess> {
    const server = this.begin(role, kafka);
    await server.ready;
    return server;
  }

  /** Posts as `role@unit` to a server. @throws {TypeError | DOMException} no answer came */
  post(
    server: Pick<ServerProcess, 'url'>,
    as: string,
    to: string,
    key: string,
    body: unknown,
  ): Promise<Answer> {
    return this.ask(server, as, to, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  }

  get(server: Pick<ServerProcess, 'url'>, as: string, path: string): Promise<Answer> {
    return this.ask(server, as, path, {});
  }

  /** Runs one statement as the superuser. */
  async query<Row extends pg.QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends what still runs, in the order of the starts turned around. */
  async stopAll(): Promise<void> {
    for (const server of this.servers.splice(0).reverse()) await server.stop();
  }

  /** The same, and removes the data. */
  async close(): Promise<void> {
    try {
      await this.stopAll();
    } finally {
      await rm(this.dataDir, { recursive: true, force: true });
    }
  }

  private async ask(
    { url }: Pick<ServerProcess, 'url'>,
    as: string,
    path: string,
    asked: { readonly method?: string; readonly headers?: object; readonly body?: string },
  ): Promise<Answer> {
    const answer = await fetch(`${url}${path}`, {
      ...asked,
      headers: { ...asked.headers, authorization: `Bearer ${await this.token(as)}` },
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) };
  }

  /** Of `role@unit`; every server of the installation accepts it. */
  token(who: string): Promise<string> {
    const known = this.tokens.get(who);
    if (known) return known;
    const [role = '', unit] = who.split('@');
    const issued = this.issuer.issueToken({
      sub: `${role}-1`,
      name: '测试',
      role: role as Role,
      ...(unit === undefined ? {} : { unit }),
      ttl: TOKEN_SECONDS,
    });
    this.tokens.set(who, issued);
    return issued;
  }
}
const TOKEN_SECONDS = 86_400;
