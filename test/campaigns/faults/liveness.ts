import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';
import type { Neighbour } from './neighbour.js';
import type { StreamWitness } from './stream-witness.js';

const LEDGER = '/v1/ledgers/330000';
const AUDITOR = 'auditor@330000';
/** Milliseconds between two looks, and for one of them. */
const LOOK = 250;
const LOOK_MAX = 12_000;
/** Milliseconds after which a part is given up. */
const GIVEN_UP = 60_000;

/** What is looked at: one door and who has it before him. */
export interface Watched {
  readonly n: number;
  readonly door: ServerProcess;
  readonly witness: StreamWitness;
  readonly writesTo: Neighbour;
}

/** How a part came back. */
export interface Revived {
  readonly part: string;
  /** Milliseconds. */
  readonly ms: number;
  /** Each look that did not find it live: when it began and what it saw. */
  readonly looks: readonly string[];
}

type Look = (signal: AbortSignal) => Promise<string>;

/** Looks again and again until everything works. A look answers `live` or what it saw instead. */
export const untilLive = async (
  installation: Installation,
  watched: readonly Watched[],
  run: string,
  tell: (part: string, what: string | undefined) => void,
): Promise<readonly Revived[]> => {
  const since = performance.now();
  const revision = await headOf(installation);
  return Promise.all(
    watched
      .flatMap((one) => partsOf(installation, one, revision, run))
      .map(async ([part, look]) => {
        const looks: string[] = [];
        while (performance.now() - since < GIVEN_UP) {
          const began = Math.round(performance.now() - since);
          tell(part, `looked at since ${began} ms`);
          const saw = await look(AbortSignal.timeout(LOOK_MAX)).catch(String);
          if (saw === 'live') break;
          looks.push(`${began}–${Math.round(performance.now() - since)} ${saw}`);
          await pause(LOOK);
        }
        tell(part, undefined);
        return { part, ms: performance.now() - since, looks };
      }),
  );
};

export const headOf = async (
  installation: Installation,
  stream = 'ledger-330000',
): Promise<bigint> => {
  const [row] = await installation.query<{ head: string | null }>(
    'select max(revision)::text as head from event_store.events where stream = $1',
    [stream],
  );
  return BigInt(row?.head ?? '0');
};

const partsOf = (
  installation: Installation,
  { n, door: { url }, witness, writesTo }: Watched,
  revision: bigint,
  run: string,
): readonly (readonly [part: string, look: Look])[] => {
  const ask = async (path: string, signal: AbortSignal): Promise<Response> => {
    const headers = { authorization: `Bearer ${await installation.token(AUDITOR)}` };
    return fetch(`${url}${path}`, { headers, signal });
  };
  const text = async (path: string, signal: AbortSignal): Promise<string> => {
    const answer = await ask(path, signal);
    const said = await answer.text();
    return answer.status === 200 ? said : `${answer.status} ${said.slice(0, 120)}`;
  };
  return [
    [
      `readiness of ${n}`,
      async (signal) => {
        const said = await text('/v1/health/ready', signal);
        return said.includes('"status":"ready"') ? 'live' : said;
      },
    ],
    [
      `reads of ${n}, with all that was written`,
      async (signal) => {
        const path = `${LEDGER}/balances?unit=330402&minRevision=${revision}`;
        const said = await text(path, signal);
        return said.startsWith('{') ? 'live' : said;
      },
    ],
    [
      `the stream of ${n}`,
      async (signal) => {
        const { status, body } = await ask(`${LEDGER}/stream`, signal);
        await body?.cancel();
        return status === 200 ? 'live' : String(status);
      },
    ],
    [
      `the stream of ${n} that was open`,
      async () =>
        witness.last >= revision ? 'live' : `at ${witness.last} of ${revision}: ${witness.said}`,
    ],
    [`writes of ${n}`, () => writesTo.writeOnce(n, `live-${run}-${n}`)],
  ];
};
