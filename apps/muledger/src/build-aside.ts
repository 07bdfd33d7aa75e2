import { Worker } from 'node:worker_threads';
import { Defect } from '#event-store';
import type { Config } from '#platform';
import type { RebuildProgress } from '#read-models';

/** All that the thread of a build is given. */
export interface BuildOrder {
  readonly ownerUrl: string;
  readonly config: Config;
}

export const isBuildOrder = (data: unknown): data is BuildOrder =>
  typeof data === 'object' && data !== null && 'ownerUrl' in data && 'config' in data;

/** An error that crossed from one thread to another. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly isOurs: boolean;
}

export type BuildMessage =
  { readonly progress: RebuildProgress } | { readonly built: true } | { readonly failed: Failure };

/** Builds the read models anew. */
export type Build = (
  signal: AbortSignal,
  onProgress: (progress: RebuildProgress) => void,
) => Promise<void>;

/**
 * Builds the read models in a thread of its own: a build of a long log takes a processor for a minute, and requests would
 * wait for it. Ends with the thread; when `signal` aborts, what was built of the set is left to the next build.
 */
export const buildWith =
  (order: BuildOrder): Build =>
  (signal, onProgress) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(new URL('./build-thread.js', import.meta.url), {
        workerData: order,
      });
      let outcome: Error | undefined = new Error('the thread that builds the read models ended');
      const stop = (): void => void thread.terminate();
      thread.on('message', (message: BuildMessage) => {
        if ('progress' in message) onProgress(message.progress);
        else outcome = 'failed' in message ? failureOf(message.failed) : undefined;
      });
      thread.once('error', (error) => (outcome = error));
      thread.once('exit', () => {
        signal.removeEventListener('abort', stop);
        if (outcome && !signal.aborted) reject(outcome);
        else resolve();
      });
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });

/** Keeps whether an error is ours: its class does not cross from thread to thread. */
const failureOf = ({ name, message, stack, isOurs }: Failure): Error => {
  const text = `${name}: ${message}`;
  return Object.assign(isOurs ? new Defect(text) : new Error(text), { stack });
};
