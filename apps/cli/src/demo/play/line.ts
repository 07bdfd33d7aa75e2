import type { Document } from '#domain';

/** The body of an entry as the API takes it, without its id. */
export type Body = Readonly<Record<string, unknown>>;

/** One entry of the play: what a clerk would post, and the day it takes effect. */
export interface Line {
  readonly entryId: string;
  /** The route below /v1/ledgers/{L}/. */
  readonly kind: string;
  readonly on: string;
  readonly body: Body;
}

/** What an entry says of itself beside its figures. */
export interface Said {
  readonly on: string;
  readonly document: Document;
  readonly note: string;
}

/** As a line of a batch. */
export const batchEntry = ({ entryId, kind, body }: Line): Body => ({ entryId, kind, ...body });
