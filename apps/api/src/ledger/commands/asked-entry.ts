import type { Language, ProblemDocument } from '#platform';
import type { Posted } from '../posted.js';

/** One entry somebody asks for by another way than HTTP. */
export interface AskedEntry {
  /** As the header of HTTP: `Bearer <token>`. */
  readonly authorization: string | undefined;
  readonly ledger: string;
  /** The last part of its route: `reservations`. */
  readonly kind: string;
  /** The `Idempotency-Key`. */
  readonly entryId: string;
  /** The body of its route, unchecked. */
  readonly body: unknown;
  /** W3C trace context of whoever asks. */
  readonly traceparent?: string | undefined;
}

/** What became of it. `unavailable`: nothing is decided, and the same is to be asked again. */
export type AskedOutcome =
  | { readonly kind: 'recorded'; readonly posted: Posted; readonly repeated: boolean }
  | { readonly kind: 'refused'; readonly problem: Readonly<Record<Language, ProblemDocument>> }
  | { readonly kind: 'unavailable'; readonly error: unknown };
