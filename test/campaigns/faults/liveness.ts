import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';

const LEDGER = '/v1/ledgers/330000';
const AUDITOR = 'auditor@330000';
/** Milliseconds between two looks, and for one of them. */
const LOOK = 250;
const LOOK_MAX = 12_000;
/** Milliseconds after which a part is given up. */
const GIVEN_UP = 120_000;

type Part = readonly [name: string, isLive: (signal: AbortSignal) => Promise<boolean>];

/**
 * Looks again and again until everything of some processes works that is not a post. Gives the milliseconds it took, by
 * part.
 */
export const untilLive = async (
  installation: Installation,
  doors: readonly ServerProcess[],
): Promise<ReadonlyMap<string, number>> => {
  const since = performance.now();
  const revision = await headOf(installation);
  const took = new Map<string, number>();
  await Promise.all(
    doors
      .flatMap((door, n) => partsOf(installation, door, n, revision))
      .map(async ([name, isLive]) => {
        while (performance.now() - since < GIVEN_UP) {
          if (await isLive(AbortSignal.timeout(LOOK_MAX)).catch(() => false)) break;
          await pause(LOOK);
        }
        took.set(name, performance.now() - since);
      }),
  );
  return took;
};

const headOf = async (installation: Installation): Promise<string> => {
  const [row] = await installation.query<{ head: string }>(
    "select max(revision)::text as head from event_store.events where stream = 'ledger-330000'",
  );
  return row?.head ?? '0';
};

const partsOf = (
  installation: Installation,
  { url }: ServerProcess,
  n: number,
  revision: string,
): readonly Part[] => {
  const answers = async (path: string, signal: AbortSignal): Promise<boolean> => {
    const headers = { authorization: `Bearer ${await installation.token(AUDITOR)}` };
    const answer = await fetch(`${url}${path}`, { headers, signal });
    await answer.body?.cancel();
    return answer.status === 200;
  };
  return [
    [`readiness of ${n}`, (signal) => answers('/v1/health/ready', signal)],
    [
      `reads of ${n}, with all that was written`,
      (signal) => answers(`${LEDGER}/balances?unit=330402&minRevision=${revision}`, signal),
    ],
    [`the stream of ${n}`, (signal) => answers(`${LEDGER}/stream`, signal)],
  ];
};
