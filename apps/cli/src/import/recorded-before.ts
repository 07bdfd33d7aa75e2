import { isSameNumber } from '#domain';
import { Failed } from '../failure.js';
import { Answer } from '../server/answer.js';
import type { ServerClient } from '../server/server-client.js';
import type { OpeningEntry } from './opening-entry.js';

/** An entry by which the ledger holds the same table already. */
export interface RecordedBefore {
  readonly entry: string;
  readonly recordedAt: string;
  readonly answer: unknown;
}

/**
 * The entry that was recorded under the key of a table: of the same rows, perhaps from a file of other bytes. Undefined
 * when there is none. @throws {Failed} it was reversed, or rests on another document or day
 */
export const recordedBefore = async (
  server: ServerClient,
  ledger: string,
  ids: readonly string[],
  asked: Pick<OpeningEntry, 'effectiveOn' | 'document'>,
): Promise<RecordedBefore | undefined> => {
  for (const id of ids) {
    const body = await found(server, `/v1/ledgers/${ledger}/entries/${encodeURIComponent(id)}`);
    if (body === undefined) continue;
    const entry = new Answer(body).object('entry');
    const [recordedAt, effectiveOn] = [entry.text('recordedAt'), entry.text('effectiveOn')];
    const number = entry.object('document').text('number');
    const told = `this table is in the ledger already: entry ${id}, recorded ${recordedAt}`;
    if (entry.has('reversedBy')) {
      throw new Failed(`${told}, and was reversed; give --id to post it as a new entry`);
    }
    if (effectiveOn !== asked.effectiveOn || !isSameNumber(number, asked.document.number)) {
      throw new Failed(
        `${told} as of ${effectiveOn} with ${number}. Nothing was posted again; reverse it first if that is wrong`,
      );
    }
    return { entry: id, recordedAt, answer: body };
  }
  return undefined;
};

const found = async (server: ServerClient, path: string): Promise<unknown> => {
  try {
    return await server.get(path);
  } catch (error) {
    if (error instanceof Failed && isMissing(error.facts)) return undefined;
    throw error;
  }
};

const isMissing = (facts: Failed['facts']): boolean =>
  typeof facts === 'object' && 'status' in facts && facts.status === 404;
