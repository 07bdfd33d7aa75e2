import type { Answer } from '../../e2e/door.js';

/** A command as a clerk sends it, again and again if need be, always under the same key. */
export interface Ticket {
  readonly key: string;
  readonly as: string;
  readonly path: string;
  readonly body: object;
  /** Ids of the entries it asks for, in order. */
  readonly entryIds: readonly string[];
  readonly atomic: boolean;
  /** Told once, when it is known to be recorded, each entry or some of them. */
  readonly onRecorded: (entryId: string) => void;
}

/** What an answer says about one entry. */
export type Said =
  | { readonly kind: 'recorded'; readonly revision: string; readonly news: boolean }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown' };

interface Line {
  readonly entryId: string;
  readonly status: number;
  readonly revision?: string;
  readonly problem?: { readonly code: string };
}

const UNKNOWN: Said = { kind: 'unknown' };

/**
 * Reads an answer. Whatever is not an entry, a refusal of the rules or "try again later" is no answer these commands
 * may get.
 * @throws {Error} such an answer
 */
export const readAnswer = (
  ticket: Ticket,
  { status, body, text, headers }: Answer,
): Map<string, Said> => {
  const every = (said: Said): Map<string, Said> =>
    new Map(ticket.entryIds.map((entryId) => [entryId, said]));
  const unexpected = new Error(`${ticket.key}: ${status} ${text}`);
  const { code, results, revision } = body as {
    readonly code?: string;
    readonly results?: readonly Line[];
    readonly revision?: string;
  };
  if (status === 503) {
    if (code === undefined || !headers.has('retry-after')) throw unexpected;
    return every(UNKNOWN);
  }
  if (status === 409 || status === 422)
    return every({ kind: 'refused', code: code ?? String(status) });
  if (status !== 200 && status !== 201) throw unexpected;
  if (!results) {
    if (revision === undefined) throw unexpected;
    return every({ kind: 'recorded', revision, news: status === 201 });
  }
  return new Map(results.map((line) => [line.entryId, readLine(line, unexpected)]));
};

const readLine = ({ status, revision, problem }: Line, unexpected: Error): Said => {
  if (revision !== undefined) return { kind: 'recorded', revision, news: status === 201 };
  if (status === 503) return UNKNOWN;
  if (status === 409 || status === 422)
    return { kind: 'refused', code: problem?.code ?? String(status) };
  throw unexpected;
};
