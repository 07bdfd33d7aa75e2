import type { Bucket, LedgerEventType, Outside, Vector } from '#domain';
import type { Flow } from '../classification/flows.js';
import type { At } from '../queries/view.js';

export interface JournalAsked {
  /** Unit id, or the code it carried on `asOf`. */
  readonly unit?: string;
  readonly subtree?: boolean;
  readonly lot?: string;
  /** Entries of a project, and what its reservations gave and got. */
  readonly project?: string;
  /** Document number, as stored or as an annotation corrected it. */
  readonly document?: string;
  /** Approval number, with the voids of what it consumed. */
  readonly approval?: string;
  readonly entryKind?: LedgerEventType;
  readonly actor?: string;
  /** Effective days, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** The other side of a posting. */
export interface Counter {
  /** Absent when nobody holds it. */
  readonly unit?: string;
  readonly lot: string;
  readonly bucket: Bucket | Outside;
}

/** One leg of a posting, on an account that a unit holds. */
export interface JournalRow {
  readonly entry: string;
  readonly entryKind: LedgerEventType;
  readonly revision: bigint;
  readonly position: string;
  readonly effectiveOn: string;
  readonly recordedAt: string;
  /** Asia/Shanghai. */
  readonly recordedOn: string;
  readonly actor: { readonly id: string; readonly role: string; readonly unitId: string };
  readonly document: string | undefined;
  readonly approval: string | undefined;
  readonly project: string | undefined;
  readonly unit: string;
  readonly lot: string;
  readonly bucket: Bucket | Outside;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly direction: 'in' | 'out';
  /** The column of the clerk's table it counts in. */
  readonly flow: Flow;
  readonly counter: Counter;
  readonly reservation: string | undefined;
  /** In the order of the indicator's components; positive, the direction says which way. */
  readonly amount: Vector;
  /** Of the account after this leg: effective day, inflow before outflow, then revision. */
  readonly balance: Vector;
}

export interface JournalPage {
  readonly at: At;
  readonly rows: readonly JournalRow[];
  /** For the next page; absent on the last one. */
  readonly cursor?: string;
}
