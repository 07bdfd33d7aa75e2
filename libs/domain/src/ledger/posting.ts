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
}
