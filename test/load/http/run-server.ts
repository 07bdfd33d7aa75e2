import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLocalIssuer, systemClock } from '#platform';
import {
  ASK_LOOP_DELAYS,
  ASK_PEAK_MEMORY,
  type BenchServerOptions,
  type LoopDelays,
  type ServerReady,
} from './server-messages.js';

export interface RunningServer extends ServerReady {
  /** Of the province. */
  readonly token: string;
  /** A token of a county. */
  countyToken(unit: string): Promise<string>;
  /** Delays of its event loop since this was asked last. */
  loopDelays(): Promise<LoopDelays>;
  /** The most memory it ever took, threads and all, in MiB. */
  peakMemory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the server as a child and waits until it listens. */
export const runServer = async (
  options: Omit<BenchServerOptions, 'dataDir'>,
): Promise<RunningServer> => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muledger-bench-server-'));
  const issuer = await openLocalIssuer(dataDir, systemClock);
  const token = await issuer.issueToken({
    sub: 'bench',
    name: '压测',
    role: 'province',
    unit: '330000',
    ttl: 3_600,
  });
  const child = fork(path.join(import.meta.dirname, 'server.js'), [
    JSON.stringify({ ...options, dataDir }),
  ]);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<ServerReady>((resolve, reject) => {
    child.once('message', (message) => resolve(message as ServerReady));
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}`)));
  });
  const ask = <Answer>(question: string, read: (message: unknown) => Answer): Promise<Answer> =>
    new Promise((resolve) => {
      child.once('message', (message) => resolve(read(message)));
      child.send(question);
    });
  return {
    ...ready,
    token,
    countyToken: (unit) =>
      issuer.issueToken({ sub: `bench-${unit}`, name: '压测', role: 'county', unit, ttl: 3_600 }),
    loopDelays: () => ask(ASK_LOOP_DELAYS, (message) => message as LoopDelays),
    peakMemory: () => ask(ASK_PEAK_MEMORY, Number),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
