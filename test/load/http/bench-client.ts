import { setTimeout as delay } from 'node:timers/promises';
import type { RunningServer } from './run-server.js';

/** Milliseconds a ledger of a million entries may take to be there. */
const LOADED_MS = 600_000;

/** Bodies and routes of the one ledger that a bench server serves, asked as its province. */
export class BenchClient {
  constructor(readonly server: RunningServer) {}

  /** `route` begins behind `/v1/ledgers`. */
  ask(
    route: string,
    init: { readonly key?: string; readonly body?: string; readonly accept?: string } = {},
  ) {
    const { url, token } = this.server;
    const { key, body, accept } = init;
    return fetch(`${url}/v1/ledgers${route}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(accept === undefined ? {} : { accept }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Posts an entry under a key made of its route, once the ledger is in memory. @throws what a refusal says */
  async post(route: string, body: unknown): Promise<Posted> {
    const key = `open${route.replaceAll('/', '-')}`;
    const ask = () => this.ask(route, { key, body: JSON.stringify(body) });
    const until = performance.now() + LOADED_MS;
    let answer = await ask();
    while (answer.status === 503 && performance.now() < until) {
      await delay(500);
      answer = await ask();
    }
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Posted;
  }
}

export interface Posted {
  readonly revision: string;
}

export const quantity = (mu: number) => ({
  total: `${mu} mu`,
  farmland: `${mu} mu`,
  cultivated: `${mu / 2} mu`,
});
