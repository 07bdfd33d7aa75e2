import type { Actor, LedgerCommand, LedgerState } from '#domain';
import { inSlices, turn, type Steps, type Submission } from '#event-store';
import { HttpProblem } from '../../problems/http-problem.js';
import { isText } from '../../validation/fields.js';
import { entryRouteNamed, type AcceptedBody } from '../entry-routes.js';
import { submissionSteps, type MakeWith } from '../submission.js';
import { isObject, type BatchBody, type BatchHeadBody } from './batch-body.js';

/** A line as far as it got before the rules were asked. */
export interface Line {
  readonly entryId: string;
  readonly made: Submission<LedgerCommand> | HttpProblem;
}

export interface BatchPoster {
  readonly ledger: string;
  readonly key: string;
  readonly actor: Actor;
  readonly traceparent: string | undefined;
  /** Makes lines with the folded state; twice when that did not know what one of them names. */
  make<Made>(make: MakeWith<Made>): Promise<Made>;
}

/** Lines made with one look at the state. */
const SLICE = 25;

/** Each line as a command, or as the problem it has. The event loop is free between slices of lines and of amounts. */
export const readLines = async (batch: BatchBody, poster: BatchPoster): Promise<Line[]> => {
  const lines: Line[] = [];
  for (let from = 0; from < batch.entries.length; from += SLICE) {
    const slice = batch.entries
      .slice(from, from + SLICE)
      .map((entry, i) => ({ index: from + i, entry }));
    lines.push(
      ...(await poster.make((state, onUnknown) =>
        inSlices(linesSteps(batch.head, slice, { ...poster, onUnknown }, state)),
      )),
    );
    await turn();
  }
  return lines;
};

interface LineAsked {
  readonly index: number;
  readonly entry: unknown;
}

type LinePoster = BatchPoster & { readonly onUnknown: () => void };

function* linesSteps(
  head: BatchHeadBody,
  lines: readonly LineAsked[],
  poster: LinePoster,
  state: LedgerState,
): Steps<Line[]> {
  const made: Line[] = [];
  for (const line of lines) {
    made.push(yield* lineSteps(head, line, poster, state));
    yield undefined;
  }
  return made;
}

function* lineSteps(
  head: BatchHeadBody,
  { index, entry }: LineAsked,
  { ledger, key, actor, traceparent, onUnknown }: LinePoster,
  state: LedgerState,
): Steps<Line> {
  const given = isObject(entry) ? entry['entryId'] : undefined;
  const entryId = isText(given, ID_MAX) ? given : lineKey(key, index);
  try {
    if (given !== undefined && given !== entryId)
      throw new HttpProblem('malformed-body', { fields: [{ path: 'entryId', rule: 'text' }] });
    const accepted = acceptLine(head, entry);
    const poster = { entryId, actor, traceparent, onUnknown };
    return { entryId, made: yield* submissionSteps(ledger, accepted, poster, state) };
  } catch (error) {
    if (error instanceof HttpProblem) return { entryId, made: error };
    throw error;
  }
}

/** The id of a line that brings none. */
export const lineKey = (key: string, index: number): string => `${key}:${index}`;

const ID_MAX = 200;
/** Fields of a line that its result names: ten thousand lines may all be wrong. */
const FIELDS_TOLD = 10;

/** A line without document or date has those of the batch; a date of its own body, as that of an approval, goes first. */
const acceptLine = ({ document, effectiveOn }: BatchHeadBody, entry: unknown): AcceptedBody => {
  if (!isObject(entry))
    throw new HttpProblem('malformed-body', { fields: [{ path: '', rule: 'object' }] });
  const { kind, entryId: _entryId, ...body } = entry;
  const route = typeof kind === 'string' ? entryRouteNamed(kind) : undefined;
  if (route === undefined)
    throw new HttpProblem('malformed-body', { fields: [{ path: 'kind', rule: 'entry-kind' }] });
  return route.accept(
    {
      ...(document === undefined ? {} : { document }),
      ...(effectiveOn === undefined || route.dated === 'of-body' ? {} : { effectiveOn }),
      ...body,
    },
    FIELDS_TOLD,
  );
};
