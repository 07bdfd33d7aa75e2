import type { AccountPath } from './account.js';
import type { Quantity } from './quantity-of.js';

/** One movement of an entry: what left one account and came to another. Nothing appears or vanishes. */
export interface Posting {
  readonly from: AccountPath;
  readonly to: AccountPath;
  /** Whole units by component: 1/300 m² for areas, grams for grain. No component is negative. */
  readonly quantity: Quantity;
  /** The reservation this draws on or gives back to. */
  readonly reservation?: string;
  /** The day on which it moves, where that is later than the day of its entry. */
  readonly effectiveOn?: string;
}

/** The day on which a posting moves: its own, or that of its entry. */
export const movesOn = (posting: Posting, entryOn: string): string =>
  posting.effectiveOn ?? entryOn;
