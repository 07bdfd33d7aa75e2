import type { FoldAside, Snapshot } from '#event-store';
import { inThread } from './in-thread.js';
import type { BuildOrder } from './build-aside.js';

/** All that the thread of a fold is given. */
export interface FoldOrder extends BuildOrder {
  readonly stream: string;
}

export const isFoldOrder = (data: unknown): data is FoldOrder =>
  typeof data === 'object' && data !== null && 'stream' in data && 'ownerUrl' in data;

export type FoldTold = { readonly events: number } | { readonly made: Snapshot };

/** Folds the history of a ledger in a thread of its own: of a million entries it takes a processor for a minute. */
export const foldWith =
  (order: BuildOrder): FoldAside =>
  async (stream, signal, onEvents) => {
    let made: Snapshot | undefined;
    await inThread<FoldTold>({
      module: new URL('./fold-thread.js', import.meta.url),
      order: { ...order, stream } satisfies FoldOrder,
      signal,
      onTold: (told) => {
        if ('events' in told) onEvents(told.events);
        else made = told.made;
      },
    });
    return made;
  };
