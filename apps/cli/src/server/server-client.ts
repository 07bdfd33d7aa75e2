import { Failed } from '../failure.js';

/** What RFC 9457 says, as the server fills it in. */
interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** An answer that is a success. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 60_000;

/** Talks to a server. An answer that is no success ends the verb with what the server says. */
export class ServerClient {
  constructor(
    private readonly url: string,
    private readonly token: () => Promise<string>,
  ) {}

  async get(path: string, query: Query = {}): Promise<unknown> {
    return (await this.ask('GET', path, query)).body;
  }

  /** @param key makes the same request again harmless */
  async post(path: string, key: string, body: object, query: Query = {}): Promise<unknown> {
    return (await this.postOnce(path, key, body, query)).body;
  }

  /** Posts, and says by the status whether it was recorded now (201) or told again (200). */
  postOnce(path: string, key: string, body: object, query: Query = {}): Promise<Answered> {
    return this.ask('POST', path, query, { 'idempotency-key': key }, JSON.stringify(body));
  }

  private async ask(
    method: string,
    path: string,
    query: Query,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<Answered> {
    const address = new URL(path, this.url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(name, value);
    const response = await fetch(address, {
      method,
      headers: {
        accept: 'application/json',
        'accept-language': 'en',
        authorization: `Bearer ${await this.token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw unreachable(this.url, error);
    });
    const text = await response.text();
    if (response.ok) return { status: response.status, body: parsed(text) };
    throw refused(response.status, text);
  }
}

const parsed = (text: string): unknown => {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Failed('the answer is no JSON: is this a muledger server?');
  }
};

const unreachable = (url: string, error: unknown): Failed => {
  if (error instanceof Error && error.name === 'TimeoutError')
    return new Failed(`${url} did not answer within ${TIMEOUT_MS / 1000} s`);
  return new Failed(`no server answers at ${url}: start one with "npm start", or give --url`);
};

const refused = (status: number, text: string): Failed => {
  let problem: Problem & object = {};
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) problem = answer;
  } catch {
    // Not from the ledger: a proxy, say.
  }
  const { code = `HTTP ${status}`, title = 'the request failed', detail } = problem;
  return new Failed(`${title} (${code})${detail ? `\n${detail}` : ''}`, { status, ...problem });
};
