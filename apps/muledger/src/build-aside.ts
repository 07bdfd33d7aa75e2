import type { Config } from '#platform';
import type { RebuildProgress } from '#read-models';
import { inThread } from './in-thread.js';

/** All that the thread of a build is given. */
export interface BuildOrder {
  readonly ownerUrl: string;
  readonly config: Config;
}

export const isBuildOrder = (data: unknown): data is BuildOrder =>
  typeof data === 'object' && data !== null && 'ownerUrl' in data && 'config' in data;

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
    inThread<RebuildProgress>({
      module: new URL('./build-thread.js', import.meta.url),
      ...{ order, signal, onTold: onProgress },
    });
