import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';

const CONNECTIONS = 64;

export interface Load {
  readonly url: string;
  readonly token: string;
  readonly seconds: number;
  /** Body of the nth request. */
  readonly body: (n: number) => string;
}

/** Posts from 64 connections for a while. @throws when any answer is not a success */
export const postLoad = async ({ url, token, seconds, body }: Load): Promise<number> => {
  let sent = 0;
  const run = randomUUID();
  const result = await autocannon({
    url,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    requests: [
      {
        setupRequest: (request) => {
          sent += 1;
          return {
            ...request,
            headers: { ...request.headers, 'idempotency-key': `${run}:${sent}` },
            body: body(sent),
          };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers of ${url} were refused, ${result.errors} failed`);
  }
  return result['2xx'] / result.duration;
};
